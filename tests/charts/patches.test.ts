import sharp, { type OutputInfo } from 'sharp';
import { expect, test } from 'vitest';
import { patchSheet } from '../../src/charts/patches';
import type { PatchSheet } from '@ddr-lab/charts/figure';
import { sampleGrid } from '../../src/charts/sample-grid';
import { createImage } from '@ddr-lab/images/image';
import { picture } from './examples';

async function pixels(source: string): Promise<{ data: Buffer; info: OutputInfo }> {
  const bytes = Buffer.from(source.slice(source.indexOf(',') + 1), 'base64');
  return sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
}

test('each patch stands in its cell', async () => {
  const greys = Array.from({ length: 7 }, (_, i) => {
    const image = createImage(8, 8);
    image.data.fill(i / 10);
    return image;
  });
  const sheet: PatchSheet = await patchSheet(greys, { size: 16 });
  const { data, info } = await pixels(sheet.source);
  expect([info.width, info.height, sheet.columns]).toEqual([48, 48, 3]);
  greys.forEach((_, i) => {
    const x = (i % 3) * 16 + 8;
    const y = Math.floor(i / 3) * 16 + 8;
    // WebP is lossy: a flat grey comes back within a few of 255 levels.
    expect(Math.abs(data[(y * 48 + x) * 3] - (i / 10) * 255)).toBeLessThan(6);
  });
});

test('300 patches of 32 x 32 stay below 250 KB', async () => {
  const noisy = Array.from({ length: 300 }, (_, i) => picture(i));
  const { source } = await patchSheet(noisy);
  expect(source.length).toBeLessThan(250_000);
});

test('what cannot be a sheet is refused', async () => {
  await expect(patchSheet([])).rejects.toThrow('at least one image');
  await expect(patchSheet([picture(1)], { names: [] })).rejects.toThrow(
    '1 patches need as many names, not 0',
  );
  await expect(patchSheet([picture(1)], { size: 20000 })).rejects.toThrow('do not fit');
});

test('a sample is enlarged without smoothing', async () => {
  const image = createImage(2, 2, Float32Array.from([1, 1, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1]));
  const { layout } = await sampleGrid({ name: 's', rows: [{ images: [image] }] });
  const [{ source }] = layout.images as { source: string }[];
  const { data, info } = await pixels(source);
  expect(info.width % 2).toBe(0);
  // At least 300 dpi at the cell's 180 CSS pixels.
  expect(info.width).toBeGreaterThan((180 / 96) * 300 * 0.99);
  expect(new Set(data)).toEqual(new Set([0, 255]));
});

test('rows of different lengths are refused', async () => {
  const row = { images: [picture(1), picture(2)] };
  await expect(sampleGrid({ name: 's', rows: [row, { images: [picture(1)] }] })).rejects.toThrow(
    'row 2 has 1 images',
  );
  await expect(sampleGrid({ name: 's', rows: [] })).rejects.toThrow('no images');
});
