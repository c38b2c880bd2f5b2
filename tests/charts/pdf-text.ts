import { inflateSync } from 'node:zlib';

/** What a PDF of Chromium's shows in letters. */
export interface PdfLetters {
  /** Width and height of the page, points. */
  readonly page: readonly [number, number];
  /** The sizes of all letters, points, each once, from the smallest. */
  readonly sizes: readonly number[];
  /** The fonts that are in the file. */
  readonly fonts: readonly string[];
}

type Matrix = readonly [number, number, number, number];

const times = ([a, b, c, d]: Matrix, [e, f, g, h]: Matrix): Matrix => [
  a * e + b * g,
  a * f + b * h,
  c * e + d * g,
  c * f + d * h,
];

/** Reads the operators of all content streams: `cm` and `Tm` scale, `Tf` has the size (PDF 1.7, 8.3.4 and 9.3). */
export function pdfLetters(pdf: Buffer): PdfLetters {
  const text = pdf.toString('latin1');
  const page = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text)!;
  const sizes = new Set<number>();
  for (const found of text.matchAll(/<<([^>]*(?:<<[^>]*>>[^>]*)*)>> ?stream\r?\n/g)) {
    if (!/\/FlateDecode/.test(found[1])) continue;
    const length = Number(/\/Length (\d+)/.exec(found[1])![1]);
    const start = found.index + found[0].length;
    const stream = inflateSync(pdf.subarray(start, start + length)).toString('latin1');
    if (/\bBT\b/.test(stream)) sizesIn(stream).forEach((size) => sizes.add(size));
  }
  return {
    page: [Number(page[1]), Number(page[2])],
    sizes: [...sizes].sort((a, b) => a - b),
    fonts: [...new Set([...text.matchAll(/\/BaseFont \/(?:[A-Z]{6}\+)?([\w-]+)/g)].map(([, font]) => font))],
  };
}

function sizesIn(stream: string): number[] {
  const saved: Matrix[] = [];
  const operands: number[] = [];
  const sizes: number[] = [];
  let current: Matrix = [1, 0, 0, 1];
  let set: Matrix = [1, 0, 0, 1];
  let size = 0;
  for (const word of stream.replace(/\((?:\\.|[^\\)])*\)|<[^>]*>/g, ' ').split(/[\s[\]]+/)) {
    const number = Number(word);
    if (word !== '' && !Number.isNaN(number)) {
      operands.push(number);
      continue;
    }
    const last = (count: number): number[] => operands.slice(-count);
    if (word === 'q') saved.push(current);
    if (word === 'Q') current = saved.pop()!;
    if (word === 'cm') current = times(last(6).slice(0, 4) as unknown as Matrix, current);
    if (word === 'BT') set = [1, 0, 0, 1];
    if (word === 'Tm') set = last(6).slice(0, 4) as unknown as Matrix;
    if (word === 'Tf') [size] = last(1);
    if (word === 'Tj' || word === 'TJ') {
      const [, , c, d] = times(set, current);
      sizes.push(Number((size * Math.hypot(c, d)).toFixed(2)));
    }
    if (word !== '' && !word.startsWith('/')) operands.length = 0;
  }
  return sizes;
}
