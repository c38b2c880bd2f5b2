/** What a notebook's kernel keeps here (packages/book/kernel). */
interface Kernel {
  [signal]?: () => AbortSignal | undefined;
  [shared]?: <Result>(work: () => Result) => Result;
  [whole]?: <Result>(work: () => Result) => Result;
}
const signal = Symbol.for('ddr-lab.signal');
const shared = Symbol.for('ddr-lab.sharedWork');
const whole = Symbol.for('ddr-lab.undisturbed');
const kernel = globalThis as Kernel;

/**
 * What long calls take as their `signal` where they are given none: in a notebook that of the cell whose code this
 * is, which is aborted when the cell is stopped; elsewhere nothing.
 */
export function currentSignal(): AbortSignal | undefined {
  return kernel[signal]?.();
}

/**
 * Starts what later cells use as well, such as a browser that stays: to stop the cell that needs it first does not
 * stop it.
 */
export function sharedWork<Result>(work: () => Result): Result {
  return kernel[shared] ? kernel[shared](work) : work();
}

/**
 * Calls native code that returns at once: where a stopped cell would be cut off in the midst of it, it ends first. Cut
 * off, it would end the process.
 */
export function undisturbed<Result>(work: () => Result): Result {
  return kernel[whole] ? kernel[whole](work) : work();
}
