import { Opaque, Tuple, wordFor } from '../pickle/values';
import { NumpyArray } from './numpy';
import { TensorView } from './tensors';

/** Attributes of a module (`torch.nn.Module`) whose entries have the module's own names in a state dict. */
const transparent = new Set(['_modules', '_parameters', '_buffers']);

/**
 * What a container of a pickle holds, by the part of a name that it has there: dicts by their keys, lists and tuples by
 * numbers, objects by their attributes. Of a module that was saved whole, what its state dict would have.
 */
function* childrenOf(container: object): Generator<readonly [key: string, value: unknown]> {
  if (container instanceof Map) yield* ofMap(container);
  else if (Array.isArray(container)) yield* ofList(container as unknown[]);
  else if (container instanceof Tuple) yield* ofList(container.items);
  else if (container instanceof Opaque) {
    yield* ofList(container.args);
    if (container.entries.made) yield* ofMap(container.entries.made);
    if (container.items.made) yield* ofList(container.items.made);
    const { state } = container;
    // Objects with __slots__ have two dicts.
    const states = state instanceof Tuple ? state.items : [state];
    for (const one of states) if (one instanceof Map) yield* ofState(one);
  }
}

function* ofMap(map: ReadonlyMap<unknown, unknown>): Generator<readonly [string, unknown]> {
  for (const [key, value] of map) {
    if (typeof key === 'string') yield [key, value];
    else if (['number', 'bigint', 'boolean'].includes(typeof key)) yield [String(key as number), value];
  }
}

function* ofList(list: readonly unknown[]): Generator<readonly [string, unknown]> {
  for (let i = 0; i < list.length; i++) {
    if (typeof list[i] === 'object' && list[i] !== null) yield [String(i), list[i]];
  }
}

function* ofState(state: ReadonlyMap<unknown, unknown>): Generator<readonly [string, unknown]> {
  const left = state.get('_non_persistent_buffers_set');
  for (const [key, value] of ofMap(state)) {
    const inner = transparent.has(key) ? mapOf(value) : undefined;
    if (!inner) yield [key, value];
    else {
      for (const [name, part] of ofMap(inner)) {
        if (!(key === '_buffers' && left instanceof Set && left.has(name))) yield [name, part];
      }
    }
  }
}

function mapOf(value: unknown): ReadonlyMap<unknown, unknown> | undefined {
  return value instanceof Map ? value : value instanceof Opaque ? value.entries.made : undefined;
}

/** What a tensor can be in a pickle. */
export type Leaf = TensorView | NumpyArray;

/** A pickle's tensors by their dotted names, and what else lies beside them. */
export interface Flat {
  readonly tensors: ReadonlyMap<string, Leaf>;
  readonly opaque: ReadonlyMap<string, string>;
}

/** Keys on the way to a tensor; what is deeper is not looked into. */
const DEEPEST = 48;
/** In characters. */
const LONGEST_NAME = 2000;
/** Tensors and other things that are named. */
const MOST_NAMES = 200_000;

type Refuse = (why: string) => never;

const isLeaf = (value: unknown): value is Leaf => value instanceof TensorView || value instanceof NumpyArray;
const isContainer = (value: unknown): value is object =>
  value instanceof Map || Array.isArray(value) || value instanceof Tuple || value instanceof Opaque;

/**
 * Names every tensor of what a pickle holds by the keys on the way to it, at any depth: `state_dict.conv.weight`. The
 * same tensor under two names is there twice. Cycles are not followed.
 *
 * @param refuse throws the error that names the file.
 */
export function flatten(root: unknown, refuse: Refuse): Flat {
  const tensors = new Map<string, Leaf>();
  const opaque = new Map<string, string>();
  if (!isContainer(root)) return refuse(`it holds no dict of tensors, but ${wordFor(root)}`);
  const bearing = bearingTensors(root);
  if (!bearing.has(root)) return refuse(withoutTensors(root));
  const above = new Set<object>();
  let visits = 0;
  const visit = (container: object, prefix: string): void => {
    if (above.has(container) || above.size > DEEPEST) return;
    // Dicts that share dicts can be walked in more ways than there is time for.
    if (++visits > MOST_NAMES) refuse('the same tensors are in it in very many ways');
    above.add(container);
    for (const [key, value] of childrenOf(container)) {
      const name = prefix + key;
      if (isLeaf(value) || value instanceof Opaque) {
        if (name.length > LONGEST_NAME) refuse(`a name has ${name.length} characters`);
        if (tensors.size + opaque.size > MOST_NAMES) {
          refuse(`it names more than ${MOST_NAMES} things, or the same ones in very many ways`);
        }
      }
      if (isLeaf(value)) {
        if (tensors.has(name)) refuse(`two tensors are called ${wordFor(name)}`);
        tensors.set(name, value);
      } else if (value instanceof Opaque) opaque.set(name, value.what);
      if (isContainer(value) && bearing.has(value) && name.length < LONGEST_NAME) visit(value, `${name}.`);
    }
    above.delete(container);
  };
  visit(root, '');
  if (tensors.size === 0) refuse(`its tensors are nested deeper than ${DEEPEST} levels`);
  return { tensors, opaque };
}

/** The containers from which a tensor can be reached; each is looked at once, so that the work is that of reading. */
function bearingTensors(root: object): ReadonlySet<object> {
  const parents = new Map<object, object[]>([[root, []]]);
  const bearing = new Set<object>();
  const open = [root];
  for (let container = open.pop(); container; container = open.pop()) {
    for (const [, value] of childrenOf(container)) {
      if (isLeaf(value)) bearing.add(container);
      if (!isContainer(value)) continue;
      const known = parents.get(value);
      if (known) known.push(container);
      else {
        parents.set(value, [container]);
        open.push(value);
      }
    }
  }
  const upwards = [...bearing];
  for (let container = upwards.pop(); container; container = upwards.pop()) {
    for (const parent of parents.get(container) ?? []) {
      if (bearing.has(parent)) continue;
      bearing.add(parent);
      upwards.push(parent);
    }
  }
  return bearing;
}

function withoutTensors(root: object): string {
  if (!(root instanceof Map)) return `it holds no dict of tensors, but ${wordFor(root)}`;
  const keys = [...root].slice(0, 8).map(([key, value]) => `${wordFor(key)} (${wordFor(value)})`);
  return `it holds no tensors; its keys: ${keys.join(', ') || 'none'}. Save the weights: torch.save(network.state_dict(), file)`;
}
