import type { Graph } from './graph';
import { openSession, type RuntimeSession, type SessionOptions } from './runtime';

/**
 * Loaded graphs by name, the one used last at the end. One cache a process, also when a notebook loads this
 * file anew.
 */
const shared = globalThis as { [key: symbol]: Map<string, RuntimeSession> | undefined };
const key = Symbol.for('ddr-lab.onnxruntime.sessions');
const cache = (): Map<string, RuntimeSession> => (shared[key] ??= new Map());

/**
 * How many graphs stay loaded. Sizes are left open in them wherever an operation allows it, so that a network
 * needs a few dozen; each holds its own threads, which a machine has not got without end.
 */
const maxSessions = 128;

/**
 * The loaded graph of this name, built at its first use. The name must say everything that `build` depends
 * on. The graph used longest ago is closed when there are too many.
 */
export function session(name: string, build: () => Graph, options?: SessionOptions): RuntimeSession {
  const sessions = cache();
  let found = sessions.get(name);
  if (found) {
    sessions.delete(name);
  } else {
    found = openSession(build().encode(), options);
    if (sessions.size >= maxSessions) {
      const [oldest, unused] = sessions.entries().next().value!;
      sessions.delete(oldest);
      unused.dispose();
    }
  }
  sessions.set(name, found);
  return found;
}

/** Closes all loaded graphs; each is loaded again at its next use. */
export function closeSessions(): void {
  for (const open of cache().values()) open.dispose();
  cache().clear();
}

/** How many graphs are loaded. */
export function openSessions(): number {
  return cache().size;
}
