import { readdir } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { PROJECT } from './jupyter';

/**
 * The notebooks that the given words choose, as absolute paths in order: a path to an .ipynb file, or the
 * beginning of the name of one in `folder` (`03`). No words: all of `folder`, sorted by name.
 *
 * @throws InputError for a word that chooses none or several, two notebooks of one name, an empty folder.
 */
export async function selectNotebooks(
  words: readonly string[] = [],
  { folder = path.join(PROJECT, 'notebooks') }: { folder?: string } = {},
): Promise<string[]> {
  const entries = await readdir(folder).catch(() => [] as string[]);
  const known = entries.filter((name) => name.endsWith('.ipynb') && !name.startsWith('.')).sort();
  if (words.length === 0 && known.length === 0)
    throw new InputError(`${folder}: there are no notebooks in it.`);
  const chosen = words.length === 0 ? known.map((name) => path.join(folder, name)) : [];
  for (const word of words) chosen.push(choose(word, known, folder));
  const files = [...new Set(chosen)];
  const byName = new Map<string, string>();
  for (const file of files) {
    const other = byName.get(path.basename(file));
    if (other) {
      throw new InputError(
        `${other} and ${file} have the same name: run them one at a time with different --out.`,
      );
    }
    byName.set(path.basename(file), file);
  }
  return files;
}

function choose(word: string, known: readonly string[], folder: string): string {
  if (word.endsWith('.ipynb') && existsSync(word)) return path.resolve(word);
  const stem = path.basename(word, '.ipynb');
  const isName = stem === word || `${stem}.ipynb` === word;
  const exact = known.filter((name) => name === `${stem}.ipynb`);
  const matches = exact.length > 0 ? exact : known.filter((name) => name.startsWith(stem));
  if (!isName || matches.length === 0 || word === '') {
    const list = known.length > 0 ? ` Known: ${known.join(', ')}.` : '';
    throw new InputError(
      `${word}: there is no such notebook, and none in ${folder} begins like that.${list}`,
    );
  }
  if (matches.length > 1)
    throw new InputError(`${word}: several notebooks begin like that: ${matches.join(', ')}.`);
  return path.join(folder, matches[0]);
}
