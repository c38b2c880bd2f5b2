import { rm } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { NpyArray } from '@ddr-lab/base/arrays/npy';
import { writeNpz } from '@ddr-lab/base/arrays/npz';
import { csvText } from '@ddr-lab/base/csv';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import type { Figure } from './figure';
import { type DataCell, figureData, type FigureData, type FigurePicture } from './figure-data';

/** A table of more characters is written as `.npz`. */
const longestCsv = 2_000_000;

/**
 * Writes what a figure shows beside its pictures: NAME.csv (of a table over 2 MB NAME.npz, a column each array; of a grid of pictures also
 * NAME.npz, their samples, 8 bits), and its caption as text, NAME.txt, where it has one. What an earlier figure of the name left
 * there and this one has not is removed. Returns the files.
 *
 * @throws InputError where the folder cannot be written.
 */
export async function writeFigureData(figure: Figure, folder: string): Promise<string[]> {
  const data = figureData(figure);
  const file = (ending: string): string => path.join(folder, `${figure.name}.${ending}`);
  const csv = csvText(data.columns, data.rows);
  const large = csv.length > longestCsv;
  const arrays = large ? columnArrays(data) : await pictureArrays(data.pictures);
  const caption = figure.title?.trim() ?? '';
  const written: string[] = [];
  const keep = async (ending: string, write: ((to: string) => Promise<void>) | undefined): Promise<void> => {
    if (!write) return rm(file(ending), { force: true });
    await write(file(ending));
    written.push(file(ending));
  };
  const filled = data.rows.length > 0;
  await keep('csv', filled && !large ? (to) => writeWhole(to, csv) : undefined);
  await keep('npz', Object.keys(arrays).length > 0 ? (to) => writeNpz(to, arrays) : undefined);
  await keep('txt', caption === '' ? undefined : (to) => writeWhole(to, `${caption}\n`));
  return written;
}

/**
 * Columns as arrays: numbers as they are (NaN: none); of texts the number of each among those that there are, and these
 * (`NAME_texts`) as a matrix of UTF-8 bytes, filled up with zeros, a row each. `bytes(row).rstrip(b"\0").decode()` reads one.
 */
function columnArrays({ columns, rows }: FigureData): Record<string, NpyArray> {
  return Object.fromEntries(
    columns.flatMap((column, at): [string, NpyArray][] => {
      const cells = rows.map((row) => row[at]);
      const shape = [cells.length];
      if (cells.every((cell) => typeof cell !== 'string')) {
        return [[column, { shape, data: Float64Array.from(cells, (cell) => cell ?? NaN) }]];
      }
      const words = cells.map((cell: DataCell) => String(cell ?? ''));
      const texts = [...new Set(words)];
      const place = new Map(texts.map((text, i) => [text, i]));
      return [
        [column, { shape, data: Int32Array.from(words, (word) => place.get(word)!) }],
        [`${column}_texts`, byteMatrix(texts)],
      ];
    }),
  );
}

function byteMatrix(texts: readonly string[]): NpyArray {
  const bytes = texts.map((text) => Buffer.from(text));
  const longest = Math.max(1, ...bytes.map(({ length }) => length));
  const data = new Uint8Array(texts.length * longest);
  bytes.forEach((one, i) => data.set(one, i * longest));
  return { shape: [texts.length, longest], data };
}

/** The samples of pictures before they were enlarged, `picture_1` ..., height x width x 3 of 8 bits. */
async function pictureArrays(pictures: readonly FigurePicture[]): Promise<Record<string, NpyArray>> {
  const arrays: Record<string, NpyArray> = {};
  for (const [i, { source, height, width }] of pictures.entries()) {
    const encoded = Buffer.from(source.slice(source.indexOf(',') + 1), 'base64');
    const { data, info } = await sharp(encoded).toColourspace('srgb').removeAlpha().raw().toBuffer({
      resolveWithObject: true,
    });
    const factor = info.width / width;
    const samples = new Uint8Array(height * width * 3);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = (y * factor * info.width + x * factor) * info.channels;
        for (let c = 0; c < 3; c++)
          samples[(y * width + x) * 3 + c] = data[from + Math.min(c, info.channels - 1)];
      }
    }
    arrays[`picture_${i + 1}`] = { shape: [height, width, 3], data: samples };
  }
  return arrays;
}
