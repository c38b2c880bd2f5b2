import { setImmediate } from 'node:timers/promises';

/** Long work in turns, so that other work gets its own: progress is shown, a signal comes through. */
export interface Turns {
  /** Whether this turn has lasted long enough. */
  due(): boolean;
  /** Lets other work run; throws the signal's reason when it is aborted. */
  end(): Promise<void>;
}

/** What long work calls at each step, with how many of all are done: the place for a turn to end. */
export type EndTurn = (done: number, of: number) => Promise<void> | void;

/** The length of a turn in milliseconds. */
const length = 50;

export function createTurns(signal?: AbortSignal): Turns {
  let began = performance.now();
  return {
    due: () => performance.now() - began > length,
    async end() {
      await setImmediate();
      if (signal?.aborted) throw signal.reason;
      began = performance.now();
    },
  };
}
