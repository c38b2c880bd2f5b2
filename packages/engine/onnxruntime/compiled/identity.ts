/** One numbering a process, also when a notebook loads this file anew. */
interface Numbering {
  readonly numbers: WeakMap<object, number>;
  count: number;
}
const shared = globalThis as { [key: symbol]: Numbering | undefined };
const key = Symbol.for('ddr-lab.identity');

/** A number that is this object's alone in this process; the object may still be collected. */
export function identity(object: object): number {
  const numbering = (shared[key] ??= { numbers: new WeakMap(), count: 0 });
  let number = numbering.numbers.get(object);
  if (number === undefined) {
    number = numbering.count++;
    numbering.numbers.set(object, number);
  }
  return number;
}
