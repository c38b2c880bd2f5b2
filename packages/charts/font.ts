import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

// Not called `require`: Node would take the compiled file for an ES module.
const load = createRequire(__filename);

/** Which characters each of Arimo's files draws, as CSS `unicode-range`. */
const ranges: Record<string, string> = load('@fontsource/arimo/unicode.json');

/** The files we embed, all about 10 KB but `latin-ext` (50 KB). */
const subsets = [
  'latin',
  'greek',
  'cyrillic',
  'latin-ext',
  'greek-ext',
  'vietnamese',
  'hebrew',
  'cyrillic-ext',
];

/**
 * `@font-face` rules, with the font's files inside, for the characters of `text`: about 15 KB where it is
 * Latin only. The font is Arimo (SIL Open Font License), with the widths of Arial and Liberation Sans.
 */
export function fontFaces(text: string, { bold = false } = {}): string {
  const points = [...new Set(text)].map((character) => character.codePointAt(0)!);
  const left = new Set(points);
  const faces: string[] = [];
  for (const subset of subsets) {
    const covered = [...left].filter((point) => inRange(point, ranges[subset]));
    covered.forEach((point) => left.delete(point));
    if (covered.length === 0) continue;
    for (const weight of bold ? [400, 700] : [400]) {
      const file = load.resolve(`@fontsource/arimo/files/arimo-${subset}-${weight}-normal.woff2`);
      const font = readFileSync(file).toString('base64');
      faces.push(
        `@font-face{font-family:Arimo;font-weight:${weight};src:url(data:font/woff2;base64,${font}) format("woff2");unicode-range:${ranges[subset]}}`,
      );
    }
  }
  return faces.join('\n');
}

function inRange(point: number, range: string): boolean {
  return range.split(',').some((part) => {
    const [low, high = low] = part.trim().replace(/^U\+/i, '').split('-');
    return point >= parseInt(low, 16) && point <= parseInt(high, 16);
  });
}
