/** One side of a comparison, ready to run. */
export interface Racer {
  readonly name: string;
  /** How many counted runs it gets; slow peers get fewer than the others. */
  readonly rounds: number;
  /** What is done before anything is counted. */
  warmUp(): Promise<void>;
  /** One run, timed within its own process. `round` counts from 0. */
  run(round: number): Promise<Run>;
}

/** What a run gives. */
export interface Run {
  readonly ms: number;
  /** Milliseconds by part, for tasks that have parts. */
  readonly parts?: Readonly<Record<string, number>>;
}

/** All counted runs of a racer; `failure` says why there are no more. */
export interface Result {
  readonly runs: readonly Run[];
  readonly failure?: string;
}

/** Told what is about to run. */
export type OnStep = (racer: Racer, round: number | 'warm-up') => void;

/**
 * Warms every racer up, then lets them run in turn: A, B, C, A, B, C, ... so that whatever slows the machine for a
 * while slows all of them. Never two at once. One that fails is left out from then on; the others go on.
 */
export async function race(
  racers: readonly Racer[],
  { onStep, settle = () => Promise.resolve() }: { onStep?: OnStep; settle?: () => Promise<void> } = {},
): Promise<Map<string, Result>> {
  const runs = new Map(racers.map(({ name }) => [name, [] as Run[]]));
  const failures = new Map<string, string>();
  const attempt = async (
    racer: Racer,
    round: number | 'warm-up',
    work: () => Promise<void>,
  ): Promise<void> => {
    if (failures.has(racer.name)) return;
    onStep?.(racer, round);
    await settle();
    await work().catch((error: unknown) => {
      failures.set(racer.name, error instanceof Error ? error.message : String(error));
    });
  };
  for (const racer of racers) await attempt(racer, 'warm-up', () => racer.warmUp());
  const rounds = Math.max(0, ...racers.map((racer) => racer.rounds));
  for (let round = 0; round < rounds; round++) {
    for (const racer of racers) {
      if (round >= racer.rounds) continue;
      await attempt(racer, round, async () => {
        runs.get(racer.name)!.push(await racer.run(round));
      });
    }
  }
  return new Map(
    racers.map(({ name }) => {
      const failure = failures.get(name);
      return [name, { runs: runs.get(name)!, ...(failure === undefined ? {} : { failure }) }];
    }),
  );
}
