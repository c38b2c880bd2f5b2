/** A node or layer, and the names of those that it takes its input from. */
export interface Linked {
  readonly name: string;
  readonly input: readonly string[];
}

/** Names that tfjs, which keeps its nodes in plain objects, would mistake for something else. */
const reserved = new Set(['__proto__', 'constructor', 'hasOwnProperty', 'toString', 'valueOf']);

/**
 * Checks that each name is there once, that what is named as an input exists, and that nothing depends on itself: tfjs looks for what
 * is missing without end, and goes round a circle likewise.
 *
 * @param what what they are called, in messages.
 */
export function checkGraph(nodes: readonly Linked[], what: string, refuse: (why: string) => never): void {
  const waiting = new Map<string, number>();
  for (const { name } of nodes) {
    if (reserved.has(name)) refuse(`a ${what} is named ${name}`);
    if (waiting.has(name)) refuse(`two of its ${what}s are named ${name}`);
    waiting.set(name, 0);
  }
  const followers = new Map<string, string[]>();
  for (const { name, input } of nodes) {
    for (const one of input) {
      if (!waiting.has(one)) refuse(`its ${what} ${name} takes its input from ${one}, which there is not`);
      waiting.set(name, waiting.get(name)! + 1);
      const known = followers.get(one);
      if (known) known.push(name);
      else followers.set(one, [name]);
    }
  }
  const ready = [...waiting].filter(([, count]) => count === 0).map(([name]) => name);
  for (let name = ready.pop(); name !== undefined; name = ready.pop()) {
    waiting.delete(name);
    for (const next of followers.get(name) ?? []) {
      const left = waiting.get(next)! - 1;
      waiting.set(next, left);
      if (left === 0) ready.push(next);
    }
  }
  const [circular] = waiting.keys();
  if (circular !== undefined) refuse(`its ${what} ${circular} depends on itself, or on one that does`);
}
