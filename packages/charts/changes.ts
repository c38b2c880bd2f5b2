/** What is different in a value: an object of the changed keys (`undefined`: gone), or the new value itself. */
export type Changes = unknown;

/** Whether two values of plain data are equal. */
export function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((value, i) => isSame(value, b[i]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].every((key) => isSame(a[key], b[key]));
}

/** What makes `after` of `before`, key by key within objects; arrays are changed as a whole. */
export function changesBetween(before: unknown, after: unknown): Changes {
  if (!isObject(before) || !isObject(after)) return after;
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...keys].flatMap((key) =>
      isSame(before[key], after[key]) ? [] : [[key, changesBetween(before[key], after[key])]],
    ),
  );
}

/** `changesBetween`'s changes made to another value. */
export function applyChanges(value: unknown, changes: Changes): unknown {
  if (!isObject(value) || !isObject(changes)) return changes;
  const changed = new Map(Object.entries(value));
  for (const [key, change] of Object.entries(changes)) {
    if (change === undefined) changed.delete(key);
    else changed.set(key, applyChanges(value[key], change));
  }
  return Object.fromEntries(changed);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
