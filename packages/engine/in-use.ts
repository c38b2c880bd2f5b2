/** One note a process, also when a notebook loads this file anew. */
const shared = globalThis as { [key: symbol]: string | undefined };
const key = Symbol.for('ddr-lab.backend-in-use');

/** Called by `useBackend` when it has chosen. */
export function noteBackend(name: string): void {
  shared[key] = name;
}

/** The name of the backend that `useBackend` chose in this process; undefined before it has. */
export function backendInUse(): string | undefined {
  return shared[key];
}
