import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';

/** After so many milliseconds without a write nobody writes a temporary file any more: its process was killed. */
export const ABANDONED = 10 * 60_000;

/** The temporary name under which a file is written before it is renamed; `mark` makes it this writer's own. */
export function temporaryName(file: string, mark: string): string {
  return `${file}.${mark}.tmp`;
}

/** Removes what killed processes left of earlier attempts to write `file`. It is no loss where that fails. */
export async function removeAbandoned(file: string): Promise<void> {
  const folder = path.dirname(file);
  const begin = `${path.basename(file)}.`;
  const names = await readdir(folder).catch(() => [] as string[]);
  for (const name of names) {
    if (!name.startsWith(begin) || !/^[0-9a-f]{12}\.tmp$/.test(name.slice(begin.length))) continue;
    const left = path.join(folder, name);
    const info = await stat(left).catch(() => undefined);
    if (info && Date.now() - info.mtimeMs > ABANDONED) await rm(left, { force: true }).catch(() => undefined);
  }
}
