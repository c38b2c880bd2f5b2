import { accessSync, constants } from 'node:fs';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';

/** Thrown where no Chromium can be had; its message says what to do. */
export class ChromiumMissing extends InputError {}

/** Thrown where Chromium was started and ended twice before a picture was there, or gave no sign. */
export class ChromiumDied extends ChromiumMissing {}

/** Names that Chromium and its kin go by; DDR_CHROMIUM comes before them all. */
const commands = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const folders = ['/usr/bin', '/usr/local/bin', '/snap/bin', '/opt/google/chrome'];
const mac = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * The Chromium that draws pictures: the file named by DDR_CHROMIUM, else the first that is installed.
 * DDR_CHROMIUM set but empty means none.
 *
 * @throws ChromiumMissing
 */
export function findChromium(): string {
  const named = process.env.DDR_CHROMIUM;
  if (named !== undefined) {
    if (named !== '' && isProgram(named)) return named;
    const problem = named === '' ? 'DDR_CHROMIUM is empty' : `DDR_CHROMIUM is ${named}, which is no program`;
    throw new ChromiumMissing(`${problem}: set it to the path of Chromium, or unset it.`);
  }
  const onPath = (process.env.PATH ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const places = [...folders, ...onPath].flatMap((folder) => commands.map((name) => path.join(folder, name)));
  const found = [...places, mac].find(isProgram);
  if (found === undefined) {
    throw new ChromiumMissing(
      'Chromium is not installed (Debian: apt-get install chromium), or set DDR_CHROMIUM to it.',
    );
  }
  return found;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
