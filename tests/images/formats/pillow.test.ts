import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeImage } from '@ddr-lab/images/io';

interface Entry {
  name: string;
  file: string;
  height: number;
  width: number;
  pixels: string;
}

const fixture = (name: string): Entry[] =>
  JSON.parse(readFileSync(path.join(__dirname, `../../fixtures/images/${name}.json`), 'utf8')) as Entry[];

/** Largest difference from what Pillow reads, in levels of 1/255. */
async function difference({ name, file, height, width, pixels }: Entry): Promise<number> {
  const image = await decodeImage(Buffer.from(file, 'base64'), name);
  expect([image.height, image.width]).toEqual([height, width]);
  const expected = Buffer.from(pixels, 'base64');
  return image.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value * 255 - expected[i])), 0);
}

describe('what Pillow reads is read alike:', () => {
  it.each(fixture('bitmaps').map((entry) => [entry.name, entry] as const))(
    'a bitmap of %s',
    async (name, entry) => {
      // Pillow widens 5 and 6 bits to whole levels, rounding down; ours are exact shares of 255.
      expect(await difference(entry)).toBeLessThan(name.startsWith('16') ? 1 : 1e-4);
    },
  );

  it.each(fixture('colours').map((entry) => [entry.name, entry] as const))('%s', async (name, entry) => {
    // Two JPEG decoders may round differently; a level of luma or chroma moves a sample by up to 2.
    const tolerance = name.endsWith('.jpg') ? 2.01 : name.startsWith('grey') ? 1.01 : 1e-4;
    expect(await difference(entry)).toBeLessThan(tolerance);
  });
});
