import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { projectRoot } from '@ddr-lab/base/project';

/** Where `ddr fetch` unpacks when nothing else is said and no data root exists yet: `data/` in the project. */
export const ownData = path.join(projectRoot, 'data');

/**
 * The folder that holds real data sets, or nothing where there is none (everything then runs on scenes).
 *
 * `DDR_DATA` names it. Set but empty, it means: no real data, whatever lies on this machine. Not set, it is
 * `../shared/data` beside the project, else `data/` in it (what `ddr fetch` fills), whichever exists first.
 *
 * @throws InputError when `DDR_DATA` names a folder that does not exist.
 */
export function dataRoot(): string | undefined {
  const named = process.env.DDR_DATA;
  if (named === undefined) {
    return [path.resolve(projectRoot, '../shared/data'), ownData].find((folder) => isFolder(folder));
  }
  if (named === '') return undefined;
  if (!isFolder(named)) {
    throw new InputError(
      `DDR_DATA is ${named}, which is no folder. Set it to the folder that holds the data sets, ` +
        'or to nothing (DDR_DATA=) to run on the embedded scenes.',
    );
  }
  return path.resolve(named);
}

/** Whether `folder` exists and is a folder. */
export function isFolder(folder: string): boolean {
  return existsSync(folder) && statSync(folder).isDirectory();
}
