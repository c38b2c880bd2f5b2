import { textWidth } from './text-width';

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
