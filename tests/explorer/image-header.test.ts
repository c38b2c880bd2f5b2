import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readHeader } from '../../src/explorer/page/image-header';

const picture = (width: number, height: number): ReturnType<typeof sharp> =>
  sharp({ create: { width, height, channels: 3, background: '#336699' } });
const text = (words: string): Uint8Array => new TextEncoder().encode(words);

describe('the header of an image', () => {
  it.each(['png', 'jpeg', 'gif', 'webp'] as const)('says how large a %s is', async (format) => {
    const bytes = await picture(301, 97).toFormat(format).toBuffer();
    expect(readHeader(bytes, 'a')).toMatchObject({ width: 301, height: 97 });
  });

  it('says how large lossless and transparent WebPs are', async () => {
    const lossless = await picture(301, 97).webp({ lossless: true }).toBuffer();
    expect(readHeader(lossless, 'a')).toEqual({ kind: 'WebP', width: 301, height: 97 });
    const clear = await picture(301, 97).ensureAlpha(0.5).webp().toBuffer();
    expect(readHeader(clear, 'a')).toEqual({ kind: 'WebP', width: 301, height: 97 });
  });

  it('finds the frame of a JPEG behind a camera’s long notes', async () => {
    const bytes = await picture(40, 30)
      .jpeg()
      .withExif({ IFD0: { ImageDescription: 'x'.repeat(30_000) } })
      .toBuffer();
    expect(readHeader(bytes, 'a')).toEqual({ kind: 'JPEG', width: 40, height: 30 });
  });

  it('refuses in a sentence what is large, damaged, or no image', async () => {
    const png = Buffer.from(await picture(4, 4).png().toBuffer());
    png.writeUInt32BE(12_500, 16);
    png.writeUInt32BE(8_000, 20);
    const problem = (bytes: Uint8Array): string => (readHeader(bytes, 'it') as { problem: string }).problem;
    expect(problem(png)).toBe(
      'it has 12500 × 8000 pixels, 100 megapixels: more than the 50 that are opened here. Make it smaller first.',
    );
    expect(problem(png.subarray(0, 12))).toMatch(/damaged/);
    expect(problem(text('<?xml version="1.0"?>\n<svg xmlns="x">'))).toMatch(/SVG/);
    expect(problem(text('Dear reader,\n'))).toMatch(/no image that is read here/);
    expect(problem(text('\0\0\0 ftypheic'))).toMatch(/HEIC/);
    expect(problem(new Uint8Array(0))).toBe('it is empty.');
    expect(problem(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))).toMatch(/damaged/);
  });
});
