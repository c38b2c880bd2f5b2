import { readdirSync } from 'node:fs';
import { dataRoot } from '../images/data-root';
import type { Check } from './check';

/** Where real images are looked for, and which data sets are there. */
export function checkData(): Check {
  const name = 'data root';
  try {
    const root = dataRoot();
    if (root === undefined) {
      return {
        name,
        state: 'optional',
        detail: 'none: everything runs on the embedded scenes',
        mend: 'set DDR_DATA to a folder of data sets, or fetch some: npx ddr fetch --help',
      };
    }
    const sets = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
    return { name, state: 'ok', detail: `${root}: ${sets.join(', ') || 'no data sets in it'}` };
  } catch (error) {
    return {
      name,
      state: 'missing',
      detail: (error as Error).message,
      mend: 'set DDR_DATA to an existing folder, or unset it',
    };
  }
}
