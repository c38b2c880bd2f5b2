import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';

/** Where each result goes: NAME.png in `out`, never over an input or another result. */
export function resultFiles(files: readonly string[], out: string): string[] {
  const inputs = new Map(files.map((file) => [path.resolve(file), file]));
  const taken = new Map<string, string>();
  return files.map((file) => {
    const target = path.join(out, `${path.parse(file).name}.png`);
    const same = inputs.get(path.resolve(target));
    if (same) throw new InputError(`${same}: its result would replace it. Choose another --out.`);
    const other = taken.get(target);
    if (other) throw new InputError(`${other} and ${file} would both become ${target}. Rename one of them.`);
    taken.set(target, file);
    return target;
  });
}

/**
 * Makes a folder for results, where it is missing.
 *
 * @throws InputError where it cannot be made.
 */
export async function makeFolder(out: string): Promise<void> {
  await mkdir(out, { recursive: true }).catch((error: Error) => {
    throw new InputError(`${out}: the folder cannot be made (${error.message}).`);
  });
}
