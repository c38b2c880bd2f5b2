/**
 * The first key that an object in a JSON text has twice, which `JSON.parse` passes over in silence; undefined where there
 * is none. The text must be valid JSON. Objects deeper than `deepest` are not looked into.
 */
export function duplicateKey(json: string, deepest = 8): string | undefined {
  /** Of each object or list that is open: the keys so far. */
  const open: Set<string>[] = [];
  let depth = 0;
  const token = /"(?:[^"\\]|\\.)*"|[{}[\]]/g;
  for (let found = token.exec(json); found; found = token.exec(json)) {
    const [text] = found;
    if (text === '{' || text === '[') {
      if (++depth <= deepest) open.push(new Set());
    } else if (text === '}' || text === ']') {
      if (depth-- <= deepest) open.pop();
    } else if (depth <= deepest && isKey(json, token.lastIndex)) {
      const key = JSON.parse(text) as string;
      const keys = open[open.length - 1];
      if (keys.has(key)) return key;
      keys.add(key);
    }
  }
  return undefined;
}

/** Whether a colon follows. */
function isKey(json: string, at: number): boolean {
  while (' \t\r\n'.includes(json[at]) && at < json.length) at++;
  return json[at] === ':';
}
