import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** Characters that XML 1.0 does not know, and those that it and HTML discourage; half surrogates among them. */
const unprintable =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000e-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]|\p{Surrogate}/gu;
/** Signs that turn the direction of what follows them, and of nothing that can be seen. */
const turning = /[\u202a-\u202e\u2066-\u2069]/g;

/** Text that every SVG, HTML and PDF can hold: a replacement sign (U+FFFD) for each character that they cannot. */
export function printable(text: string): string {
  return text.replace(unprintable, '\ufffd');
}

/**
 * Text as Plotly shows it letter by letter. Plotly reads its labels as a small HTML (`<b>`, `<br>`, `<a>`)
 * and, where MathJax is on the page, `$...$` as a formula; names of files and images are neither. Line breaks become
 * spaces, control characters a replacement sign.
 */
export function plotText(text: string): string {
  return printable(text.replace(/\r\n|[\t\n\v\f\r\u0085\u2028\u2029]/g, ' ').replace(turning, ''))
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\$/g, '&#36;');
}

/** Plotly's own line break between texts that are each shown letter by letter. */
export function plotLines(lines: readonly string[]): string {
  return lines.map(plotText).join('<br>');
}

const signs: Record<string, string> = { lt: '<', gt: '>', amp: '&', '#36': '$', quot: '"', nbsp: ' ' };

/** The letters of a text in Plotly's HTML: without its tags, `<br>` a space. */
export function letterText(text: string): string {
  return text
    .replace(/<br\s*\/?>/gi, ' ')
    .replace(/<\/?[a-z][^>]*>/gi, '')
    .replace(/&(lt|gt|amp|#36|quot|nbsp);/g, (_, name: string) => signs[name]);
}

/** Widths of the characters from space to `~` in Arimo (and Arial, Helvetica, Liberation Sans), thousandths of the font's size. */
const widths = [
  278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556,
  556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278,
  500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469,
  556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500,
  278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/** Scripts whose letters fill a square, and pictures, which are wider. */
const square =
  /[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\u{20000}-\u{3ffff}]/u;
const pictograph = /\p{Extended_Pictographic}/u;
const without = /[\p{Mn}\p{Me}\p{Cf}\p{Cc}]/u;

/** How much wider than Arimo's the letters of a family may be. */
const families: readonly (readonly [RegExp, number])[] = [
  [/^\W*(arimo|arial|helvetica|liberation sans|nimbus sans)/i, 1],
  [/^\W*(times|nimbus roman|liberation serif|tinos|stix|cmr|computer modern)/i, 0.98],
];
const otherFamily = 1.2;
const monospaced = /mono|courier|consolas/i;

/**
 * The width of a line of text in the unit of `size`, without a browser: exact for Arimo's Latin letters and digits, otherwise an
 * estimate that errs on the wide side.
 */
export function textWidth(text: string, size: number, family = 'Arimo'): number {
  const factor = families.find(([pattern]) => pattern.test(family))?.[1] ?? otherFamily;
  let thousandths = 0;
  for (const letter of text) {
    if (without.test(letter)) continue;
    const own = letterWidth(letter);
    thousandths += monospaced.test(family) && own < 1000 ? 610 : own * factor;
  }
  return (thousandths * size) / 1000;
}

function letterWidth(letter: string): number {
  const code = letter.codePointAt(0)!;
  if (code >= 32 && code < 127) return widths[code - 32];
  if (pictograph.test(letter) && code > 0x2000) return 1400;
  if (square.test(letter)) return 1000;
  return /\p{Lu}/u.test(letter) ? 800 : 640;
}

/** The letters that a text is set in. */
export interface Letters {
  /** Size in CSS pixels. */
  readonly size: number;
  readonly family: string;
}

/** From the top of a line to the top of the next one, shares of the size (Plotly's own). */
export const lineHeight = 1.3;

/**
 * The text in at most `most` lines, none wider than `room` (CSS pixels): broken at spaces, else after hyphens and their like. What
 * does not fit even so loses its middle.
 */
export function fitText(text: string, room: number, letters: Letters, most = 1): string[] {
  const width = (words: string): number => textWidth(words, letters.size, letters.family);
  if (width(text) <= room || text === '') return [text];
  // Lines of like length, where the text fits at all.
  const even = Math.min(room, narrowest(text, letters, most) + 0.01);
  const lines: string[] = [];
  let line = '';
  for (const part of pieces(text)) {
    if (line !== '' && width((line + part).trimEnd()) > even && lines.length < most - 1) {
      lines.push(line.trim());
      line = '';
    }
    line += part;
  }
  lines.push(line.trim());
  return lines.map((one) => shorten(one, room, width));
}

/** How wide the text is in at most `most` lines, broken as well as it goes. */
export function narrowest(text: string, letters: Letters, most: number): number {
  const width = (words: string): number => textWidth(words.trim(), letters.size, letters.family);
  const parts = pieces(text);
  if (most <= 1 || parts.length === 1) return width(text);
  let best = width(text);
  for (let at = 1; at < parts.length; at++) {
    const head = width(parts.slice(0, at).join(''));
    if (head >= best) break;
    best = Math.min(best, Math.max(head, narrowest(parts.slice(at).join(''), letters, most - 1)));
  }
  return best;
}

/** Words with the space or the hyphen behind them. */
function pieces(text: string): string[] {
  return text.match(/[^\s\-_/]*[\s\-_/]+|[^\s\-_/]+$/gu) ?? [text];
}

/** A line that loses its middle until it fits. */
function shorten(line: string, room: number, width: (words: string) => number): string {
  if (width(line) <= room) return line;
  const letters = [...new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(line)].map(
    ({ segment }) => segment,
  );
  for (let kept = Math.min(letters.length - 1, Math.ceil(room)); kept > 0; kept--) {
    const head = Math.ceil(kept / 2);
    const short = `${letters.slice(0, head).join('').trimEnd()}…${letters
      .slice(letters.length - kept + head)
      .join('')
      .trimStart()}`;
    if (width(short) <= room) return short;
  }
  return '…';
}

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
