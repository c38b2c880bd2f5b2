/** One list a process, also when a notebook loads this file anew. */
const shared = globalThis as { [key: symbol]: Set<string> | undefined };
const key = Symbol.for('ddr-lab.opened-sets');

/** Called by `openSet` for each set that it opens. */
export function noteOpened(name: string): void {
  (shared[key] ??= new Set()).add(name);
}

/** The names of all sets that `openSet` opened in this process, in order: on what a result rests. */
export function openedSets(): string[] {
  return [...(shared[key] ?? [])];
}
