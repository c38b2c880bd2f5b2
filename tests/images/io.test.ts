import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, mapSamples } from '@ddr-lab/images/image';
import { decodeImage, encodeImage, readImage, writeImage } from '@ddr-lab/images/io';
import { createRandom } from '@ddr-lab/base/random';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-io-'));
const random = createRandom(3);
const image = mapSamples(createImage(17, 23), () => Math.round(random.uniform() * 255) / 255);
const raw = { raw: { width: 23, height: 17, channels: 3 as const } };
const bytes = Buffer.from(image.data.map((v) => Math.round(v * 255)));

function greatestDifference(other: { data: Float32Array }): number {
  expect(other.data.length).toBe(image.data.length);
  return image.data.reduce((worst, value, i) => Math.max(worst, Math.abs(value - other.data[i])), 0);
}

/** A 24-bit bitmap as Windows writes it: rows from the bottom, padded to four bytes, blue first. */
function bitmap(): Buffer {
  const rowBytes = Math.ceil((23 * 3) / 4) * 4;
  const file = Buffer.alloc(54 + rowBytes * 17);
  file.write('BM');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(54, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(23, 18);
  file.writeInt32LE(17, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(24, 28);
  for (let y = 0; y < 17; y++)
    for (let x = 0; x < 23; x++)
      for (let c = 0; c < 3; c++)
        file[54 + (16 - y) * rowBytes + x * 3 + c] = bytes[(y * 23 + x) * 3 + 2 - c];
  return file;
}

beforeAll(async () => {
  await sharp(bytes, raw).webp({ lossless: true }).toFile(path.join(folder, 'a.webp'));
  await sharp(bytes, raw).tiff({ compression: 'lzw' }).toFile(path.join(folder, 'a.tiff'));
  await sharp(bytes, raw)
    .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
    .toFile(path.join(folder, 'a.jpg'));
  writeFileSync(path.join(folder, 'a.bmp'), bitmap());
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('readImage and writeImage', () => {
  it.each(['png', 'webp', 'tiff', 'bmp'])('%s comes back sample by sample', async (ending) => {
    const file = path.join(folder, `a.${ending}`);
    if (ending === 'png') await writeImage(image, file);
    expect(greatestDifference(await readImage(file))).toBeLessThan(1e-7);
  });

  it('reads JPEG as its codec decodes it', async () => {
    // Quality 100 without chroma subsampling: rounding of the transform alone, a few levels on white noise.
    expect(greatestDifference(await readImage(path.join(folder, 'a.jpg')))).toBeLessThan(6 / 255);
  });

  it('reads 16 bits, grey, alpha and turned images', async () => {
    const wide = Uint16Array.from(image.data, (v) => Math.round(v * 65535));
    const png16 = await sharp(wide, raw).toColourspace('rgb16').png().toBuffer();
    expect(greatestDifference(await decodeImage(png16))).toBeLessThan(1e-5);
    const alpha = await sharp(bytes, raw).ensureAlpha(0.5).png().toBuffer();
    expect(greatestDifference(await decodeImage(alpha))).toBeLessThan(1e-7);
    const grey = await decodeImage(await sharp(bytes, raw).greyscale().png().toBuffer());
    expect(grey.data[0]).toBe(grey.data[1]);
    const turned = await sharp(bytes, raw).withMetadata({ orientation: 6 }).png().toBuffer();
    expect((await decodeImage(turned)).height).toBe(23);
  });

  it('clips what lies outside [0, 1] when it writes', async () => {
    const out = await decodeImage(await encodeImage(createImage(1, 1, Float32Array.of(-0.5, 0.5, 1.5))));
    expect([...out.data].map((v) => Math.round(v * 255))).toEqual([0, 128, 255]);
  });

  it('says in words what is wrong with a file, and leaves no half of one', async () => {
    writeFileSync(path.join(folder, 'empty.png'), '');
    writeFileSync(path.join(folder, 'text.png'), 'not an image at all');
    writeFileSync(path.join(folder, 'short.bmp'), bitmap().subarray(0, 300));
    await writeImage(image, path.join(folder, 'short.png'));
    truncateSync(path.join(folder, 'short.png'), 400);
    for (const name of ['none.png', 'empty.png', 'text.png', 'short.png', 'short.bmp', '.']) {
      const file = path.join(folder, name);
      const error = await readImage(file).catch((e: unknown) => e);
      expect(error).toBeInstanceOf(InputError);
      expect(String(error)).toContain(file);
    }
    await expect(writeImage(image, path.join(folder, 'a.gif'))).rejects.toThrow(/\.png, \.jpg or \.jpeg/);
    writeFileSync(path.join(folder, 'file'), '');
    await expect(writeImage(image, path.join(folder, 'file/x.png'))).rejects.toThrow(InputError);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });
});
