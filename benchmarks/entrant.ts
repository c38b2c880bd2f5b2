import { openWorker, type BenchContext } from './context';
import type { DisturbanceMeter } from './disturbance';
import type { Files } from './make-inputs';
import type { Racer } from './race';
import type { BenchRow, Peer } from './rows';
import { ourWorker, pythonWorker, type Worker, type WorkerCommand } from './worker-process';

/** A side of a row: ours (no peer) or a peer, with a process of its own. */
export interface Entrant {
  readonly peer?: Peer;
  readonly worker: Worker;
  readonly racer: Racer;
  /** Peak resident size in MiB after the task was done once, whole; undefined before. */
  peak(): number | undefined;
}

/** Starts the process of one side of a row. Nothing is prepared before the racer's warm-up. */
export function enter(
  row: BenchRow,
  peer: Peer | undefined,
  files: { inputs: Files; small?: Files },
  meter: DisturbanceMeter,
  context: BenchContext,
): Entrant {
  const worker = openWorker(commandOf(peer, context), context.workers);
  const { inputs, small } = files;
  const settings = { ...row.settings, ...peer?.settings };
  const rounds = peer?.slow ? 1 : (context.repeats ?? row.rounds);
  const calls = row.calls ?? 1;
  const warmUpWhole = small === undefined || (!peer?.slow && row.warmUpWhole !== false);
  let mib: number | undefined;
  const prepare = (of: Files): Promise<unknown> =>
    worker.request({ do: 'prepare', task: row.task, inputs: of, settings });
  const notePeak = async (): Promise<void> => {
    mib ??= (await worker.request({ do: 'peak' })).mib;
  };
  const racer: Racer = {
    name: peer?.name ?? 'ours',
    rounds,
    warmUp: async () => {
      if (!warmUpWhole) {
        await prepare(small);
        await worker.request({ do: 'run', calls: 1, seed: 0 });
      }
      await prepare(inputs);
      if (!warmUpWhole) return;
      // No counted run has this seed.
      await worker.request({ do: 'run', calls, seed: rounds });
      await notePeak();
    },
    run: async (round) => {
      const run = await meter.during(worker.pid, () => worker.request({ do: 'run', calls, seed: round }));
      await notePeak();
      return run;
    },
  };
  return { peer, worker, racer, peak: () => mib };
}

function commandOf(peer: Peer | undefined, { python, threads }: BenchContext): WorkerCommand {
  if (!peer) return ourWorker();
  if (peer.worker === 'processor') return ourWorker('onnxruntime');
  return peer.worker === 'wasm' ? ourWorker('wasm') : pythonWorker(python!, threads);
}
