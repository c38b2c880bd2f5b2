import os from 'node:os';
import { withWorker } from './context';
import type { Machine } from './results';
import { ourWorker, pythonWorker, type Worker, type WorkerCommand } from './worker-process';

/** Versions of a side, by name; ours names its backend. */
export type About = Readonly<Record<string, string>>;

/** Where results come from. */
export function aboutMachine(): Machine {
  const [{ model = 'unknown' } = {}] = os.cpus();
  return {
    cpu: model.trim(),
    cores: os.availableParallelism(),
    memory_gib: Math.round((os.totalmem() / 2 ** 30) * 10) / 10,
    system: `${os.type()} ${os.arch()}`,
  };
}

export function aboutOurs(workers: Set<Worker>): Promise<About> {
  return ask(ourWorker(), workers);
}

/** The first of `candidates` that runs and has NumPy, and its versions; `why` there is none. */
export async function findPython(
  candidates: readonly string[],
  workers: Set<Worker>,
): Promise<{ python: string; about: About } | { python?: undefined; why: string }> {
  let why = 'none is named';
  for (const python of candidates) {
    try {
      return { python, about: await ask(pythonWorker(python, os.availableParallelism()), workers) };
    } catch (error) {
      why = (error as Error).message;
    }
  }
  return { why };
}

function ask(command: WorkerCommand, workers: Set<Worker>): Promise<About> {
  return withWorker(command, workers, async (worker) => (await worker.request({ do: 'about' })).about);
}
