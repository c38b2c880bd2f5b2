import process from 'node:process';
import { isProgram, onPath } from './child.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const PLACES = ['/usr/bin/chromium', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

/**
 * The browser that draws charts to files: the one that DDR_CHROMIUM names, or else Chromium or Chrome where they
 * usually are. Undefined where there is none.
 */
export function findChromium({ env = process.env } = {}) {
  if (env.DDR_CHROMIUM) return isProgram(env.DDR_CHROMIUM) ? env.DDR_CHROMIUM : undefined;
  return PLACES.find(isProgram) ?? NAMES.flatMap((name) => onPath(name, env))[0];
}
