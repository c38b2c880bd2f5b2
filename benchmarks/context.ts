import type { OnStep } from './race';
import { startWorker, type Worker, type WorkerCommand } from './worker-process';

/** Where and how rows are run. */
export interface BenchContext {
  /** For inputs and results; inputs are kept from row to row. */
  readonly folder: string;
  /** Left out: no Python peers. */
  readonly python?: string;
  /** Threads of the Python stack. */
  readonly threads: number;
  /** Counted runs of each side, instead of the row's own number. */
  readonly repeats?: number;
  /** Leaves out peers that are slow. */
  readonly skipSlow?: boolean;
  /** Leaves out the wasm backend. */
  readonly skipWasm?: boolean;
  /** Every process under way; the caller may end them. */
  readonly workers: Set<Worker>;
  readonly onStep?: OnStep;
}

/** Starts a worker that is on the list of those under way. */
export function openWorker(command: WorkerCommand, workers: Set<Worker>): Worker {
  const worker = startWorker(command);
  workers.add(worker);
  return worker;
}

/** Ends a worker, if it has not been ended. */
export async function closeWorker(worker: Worker, workers: Set<Worker>): Promise<void> {
  if (workers.delete(worker)) await worker.close();
}

/** Lets a worker of its own do `work`, and ends it. */
export async function withWorker<Result>(
  command: WorkerCommand,
  workers: Set<Worker>,
  work: (worker: Worker) => Promise<Result>,
): Promise<Result> {
  const worker = openWorker(command, workers);
  try {
    return await work(worker);
  } finally {
    await closeWorker(worker, workers);
  }
}
