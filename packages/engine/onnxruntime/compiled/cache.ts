import { compiledDevice } from '../device';
import { openSession, type RuntimeSession } from '../runtime';
import type { Graph } from '../graph';
import { identity } from './identity';
import type { Step } from './layer-call';

/** A loaded part of a model, and which weights it holds. */
interface Entry {
  readonly weights: string;
  /** Undefined: the part cannot be compiled. */
  readonly session: RuntimeSession | undefined;
}

/** How many parts stay loaded. Each holds a copy of its weights and its own threads. */
export const maxCompiled = 8;

/** By model and part, the one used last at the end. One a process, also when a notebook loads this file anew. */
const shared = globalThis as { [key: symbol]: Map<string, Entry> | undefined };
const key = Symbol.for('ddr-lab.onnxruntime.compiled');
const cache = (): Map<string, Entry> => (shared[key] ??= new Map());

/**
 * The loaded graph of a part of a model, or undefined where `build` gives none. A graph whose weights have been
 * changed since is closed and built again; of too many, the one used longest ago is closed.
 *
 * @param model keeps apart models that are alike; not kept alive by this.
 * @param part names the part within the model.
 */
export function compiledSession(
  model: object,
  part: string,
  steps: readonly Step[],
  build: () => Graph | undefined,
): RuntimeSession | undefined {
  const entries = cache();
  const name = `${identity(model)} ${part}`;
  const weights = steps.flatMap(({ layer }) => layer.weights.map((weight) => identity(weight.read().dataId)));
  const device = compiledDevice();
  const signature = [device.provider, ...weights].join();
  let found = entries.get(name);
  entries.delete(name);
  if (found?.weights !== signature) {
    found?.session?.dispose();
    const graph = build();
    found = { weights: signature, session: graph && openSession(graph.encode(), { spin: false, device }) };
  }
  entries.set(name, found);
  if (entries.size > maxCompiled) {
    const [oldest, unused] = entries.entries().next().value!;
    entries.delete(oldest);
    unused.session?.dispose();
  }
  return found.session;
}

/** Closes the graphs of this model, or all; each is built again at its next use. */
export function closeCompiled(model?: object): void {
  const entries = cache();
  for (const [name, { session }] of [...entries]) {
    if (model && !name.startsWith(`${identity(model)} `)) continue;
    session?.dispose();
    entries.delete(name);
  }
}

/** How many graphs are loaded. */
export function openCompiled(): number {
  return [...cache().values()].filter(({ session }) => session).length;
}
