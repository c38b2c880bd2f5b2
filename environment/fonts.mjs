import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

/** Fonts that charts are set in, with where Debian keeps each. */
export const FONTS = [
  {
    name: 'Liberation Sans',
    file: 'LiberationSans-Regular.ttf',
    debian: '/usr/share/fonts/truetype/liberation',
  },
  { name: 'DejaVu Sans', file: 'DejaVuSans.ttf', debian: '/usr/share/fonts/truetype/dejavu' },
];

const folders = () => [
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  path.join(homedir(), '.local/share/fonts'),
  path.join(homedir(), '.fonts'),
  '/Library/Fonts',
  path.join(homedir(), 'Library/Fonts'),
  'C:\\Windows\\Fonts',
  path.join(homedir(), 'AppData/Local/Microsoft/Windows/Fonts'),
];

/** The names of FONTS that are not on this machine. */
export function missingFonts({ places = folders() } = {}) {
  const absent = FONTS.filter(
    ({ file, debian }) =>
      !places.some((place) => existsSync(path.join(place, file))) &&
      !(places.includes('/usr/share/fonts') && existsSync(path.join(debian, file))),
  );
  if (absent.length === 0) return [];
  const all = new Set(places.flatMap(filesUnder));
  return absent.filter(({ file }) => !all.has(file)).map(({ name }) => name);
}

function filesUnder(folder) {
  try {
    return readdirSync(folder, { recursive: true }).map((file) => path.basename(file));
  } catch {
    return [];
  }
}
