import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';

/** Where a sweep is. */
export interface SweepPlace {
  /** Its file; nothing where a folder of results was named. */
  readonly file?: string;
  /** The folder of its plan and results. */
  readonly folder: string;
}

/**
 * The sweep that a word names: a file, whose folder is that of its name without an ending beside it (or `out`); or such a folder.
 *
 * @throws InputError where there is neither.
 */
export function sweepPlace(word: string, out?: string): SweepPlace {
  if (!existsSync(word)) throw new InputError(`${word}: no such file or folder; name a sweep's YAML file.`);
  if (statSync(word).isDirectory()) return { folder: out ?? word };
  const { dir, name, ext } = path.parse(word);
  if (!/^\.ya?ml$/i.test(ext))
    throw new InputError(`${word}: a sweep is a YAML file (.yaml), or its folder.`);
  return { file: word, folder: out ?? path.join(dir, name) };
}
