/** What makes one value of plain JSON of another, itself plain JSON. */
export type Changes =
  | { readonly to: unknown }
  | { readonly gone: true }
  | { readonly in: Readonly<Record<string, Changes>> }
  | undefined;

/** `undefined` where the two are equal; arrays are gone through where they are of one length. */
export function changesOf(before: unknown, after: unknown): Changes {
  if (Object.is(before, after)) return undefined;
  if (!isParts(before) || !isParts(after) || !isAlike(before, after)) return { to: after };
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const found = [...keys].flatMap((key): [string, Changes][] => {
    if (after[key] === undefined) return before[key] === undefined ? [] : [[key, { gone: true }]];
    const changes = changesOf(before[key], after[key]);
    return changes === undefined ? [] : [[key, changes]];
  });
  return found.length === 0 ? undefined : { in: Object.fromEntries(found) };
}

/** `changesOf`'s changes made to the value that they were found at. */
export function withChanges(before: unknown, changes: Changes): unknown {
  if (changes === undefined) return before;
  if ('to' in changes) return changes.to;
  if (!('in' in changes) || !isParts(before)) return undefined;
  const changed = new Map(Object.entries(before));
  for (const [key, change] of Object.entries(changes.in)) {
    if (change !== undefined && 'gone' in change) changed.delete(key);
    else changed.set(key, withChanges(before[key], change));
  }
  return Array.isArray(before) ? before.map((_, i) => changed.get(String(i))) : Object.fromEntries(changed);
}

type Parts = Readonly<Record<string, unknown>>;

const isParts = (value: unknown): value is Parts => typeof value === 'object' && value !== null;

const isAlike = (a: Parts, b: Parts): boolean =>
  Array.isArray(a) ? Array.isArray(b) && a.length === b.length : !Array.isArray(b);
