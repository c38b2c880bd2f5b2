import { machineCpuMs, processCpuMs } from './cpu-time';

/** How much else the machine did while runs were timed, in cores. Linux only. */
export interface Disturbance {
  /** The waiting workers together: threads that spin would show here. */
  readonly waiting: number;
  /** All programs that are not the bench's workers. */
  readonly others: number;
}

/** Adds up, over all runs of a row, what ran besides the one that was timed. */
export class DisturbanceMeter {
  private wall = 0;
  private waiting = 0;
  private others = 0;
  private known = false;

  constructor(private readonly pids: () => readonly number[]) {}

  /** Does `work`, of the process `runner`, and counts what the others did meanwhile. */
  async during<Result>(runner: number | undefined, work: () => Promise<Result>): Promise<Result> {
    const before = this.read(runner);
    const start = performance.now();
    const result = await work();
    const wall = performance.now() - start;
    const after = this.read(runner);
    if (before && after) {
      this.known = true;
      this.wall += wall;
      this.waiting += after.waiting - before.waiting;
      this.others += after.machine - before.machine - (after.workers - before.workers);
    }
    return result;
  }

  /** Mean over the time measured. */
  total(): Disturbance | undefined {
    if (!this.known || this.wall === 0) return undefined;
    return { waiting: this.waiting / this.wall, others: Math.max(0, this.others / this.wall) };
  }

  private read(
    runner: number | undefined,
  ): { machine: number; workers: number; waiting: number } | undefined {
    const machine = machineCpuMs();
    if (machine === undefined) return undefined;
    let workers = 0;
    let waiting = 0;
    for (const pid of this.pids()) {
      const used = processCpuMs(pid) ?? 0;
      workers += used;
      if (pid !== runner) waiting += used;
    }
    return { machine, workers, waiting };
  }
}
