import { describe, expect, test } from 'vitest';
import { gaussianBlur } from '../../src/degradations/gaussian-blur';
import { jpeg } from '../../src/degradations/jpeg';
import { jpeg2000, openJpeg } from '../../src/degradations/jpeg2000';
import { toBytes } from '@ddr-lab/images/io';
import { psnr } from '../../src/metrics/psnr';
import { fixture, largestDifference, uniformImage } from './fixture';

describe('JPEG', () => {
  test.each([5, 30, 75, 95])('of quality %s has the very pixels of libjpeg', async (quality) => {
    const compressed = await jpeg(fixture('input.u8'), { quality });
    expect(largestDifference(compressed, fixture(`jpeg-${quality}.u8`))).toBe(0);
  });

  test.each([0, 101, 30.5, NaN])('of quality %s is refused in words', async (quality) => {
    await expect(jpeg(uniformImage(8, 8), { quality })).rejects.toThrow(/a whole number from 1 to 100/);
  });
});

describe('JPEG 2000', () => {
  test('keeps to the ratio', async () => {
    const image = await gaussianBlur(uniformImage(128, 160), { sigma: 1 });
    const { encode } = await openJpeg();
    for (const ratio of [8, 20, 60]) {
      const code = encode(toBytes(image), 128, 160, ratio);
      // OpenJPEG cuts at whole coding passes: a few percent.
      expect((128 * 160 * 3) / code.length / ratio).toBeGreaterThan(0.95);
      expect((128 * 160 * 3) / code.length / ratio).toBeLessThan(1.1);
    }
  });

  test('loses more at a higher ratio, and keeps smooth images well', async () => {
    const image = await gaussianBlur(uniformImage(64, 64), { sigma: 2 });
    const quality: number[] = [];
    for (const ratio of [5, 20, 80]) quality.push(psnr(image, await jpeg2000(image, { ratio })));
    expect(quality[0]).toBeGreaterThan(40);
    expect(quality[0]).toBeGreaterThan(quality[1] + 3);
    expect(quality[1]).toBeGreaterThan(quality[2] + 1);
  });

  test('works on images of any size and again and again', async () => {
    for (const [height, width] of [
      [1, 1],
      [1, 17],
      [13, 2],
      [31, 33],
    ]) {
      const image = uniformImage(height, width);
      const compressed = await jpeg2000(image, { ratio: 1 });
      expect([compressed.height, compressed.width]).toEqual([height, width]);
      // At ratio 1 only the 9/7 wavelet's rounding is lost: two levels of 255.
      expect(largestDifference(compressed, image)).toBeLessThan(2.6 / 255);
    }
  });
});
