import type { Bundle } from './display';

/** How the kernel shows values of one kind where they are the last expression of a cell. */
interface Kind {
  is(value: unknown): boolean;
  bundle(value: unknown): Bundle | Promise<Bundle>;
}

/** Where the kernel looks (kernel/values.js): one per process, whatever was loaded again. */
const key = Symbol.for('ddr-lab.values');
const holder = globalThis as { [key]?: Map<string, Kind> };

/**
 * Says how a kind of value is shown where it is the last expression of a cell. What is said later is asked first. An object of your
 * own can do without: a method `[Symbol.for('Jupyter.display')]()` that returns the bundle, or a promise of it.
 *
 * @param name of the kind; said again, it takes the place of what was said before.
 * @param is whether a value is of this kind. It is called with any value but `undefined` and `null`, and must not throw.
 * @param bundle the forms of a value, by MIME type.
 */
export function showValues<Value>(
  name: string,
  is: (value: unknown) => value is Value,
  bundle: (value: Value) => Bundle | Promise<Bundle>,
): void {
  const kinds = (holder[key] ??= new Map());
  kinds.delete(name);
  kinds.set(name, { is, bundle: (value: unknown) => bundle(value as Value) });
}
