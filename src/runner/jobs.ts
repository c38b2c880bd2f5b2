import os from 'node:os';

/** The most notebooks at once by default: beyond, they wait for one another's files and memory. */
const MOST = 4;

/** What a kernel with its Chromium may take: 0.7 to 1.0 GB were measured, networks of one's own take more. */
const MEMORY = 3 * 2 ** 30;

/** The machine that a run has. */
export interface Machine {
  readonly cores: number;
  /** In bytes. */
  readonly memory: number;
}

/** This one. */
function thisMachine(): Machine {
  return { cores: os.availableParallelism(), memory: os.totalmem() };
}

/** How many notebooks to execute at once: one a core, as far as memory allows, at most four. */
export function defaultJobs({ cores, memory }: Machine = thisMachine()): number {
  return Math.max(1, Math.min(MOST, cores, Math.floor(memory / MEMORY)));
}

/** How many threads each of `jobs` kernels computes with, so that they share the cores: at least one. */
export function threadsEach(jobs: number, { cores }: Machine = thisMachine()): number {
  return Math.max(1, Math.floor(cores / jobs));
}
