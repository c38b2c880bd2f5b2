import { Opaque, Tuple } from '../pickle/values';

/** Attributes of a module (`torch.nn.Module`) whose entries have the module's own names in a state dict. */
const transparent = new Set(['_modules', '_parameters', '_buffers']);

/**
 * What a container of a pickle holds, by the part of a name that it has there: dicts by their keys, lists and tuples by
 * numbers, objects by their attributes. Of a module that was saved whole, what its state dict would have.
 */
export function* childrenOf(container: object): Generator<readonly [key: string, value: unknown]> {
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
