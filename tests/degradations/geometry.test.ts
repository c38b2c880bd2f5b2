import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { downsample } from '../../src/degradations/downsample';
import { pixelShift } from '../../src/degradations/pixel-shift';
import { createImage } from '@ddr-lab/images/image';
import { fixture, flatImage, largestDifference, uniformImage } from './fixture';

describe('pixel shift', () => {
  test('by bilinear interpolation equals SciPy', async () => {
    const shifted = await pixelShift(fixture('input.u8'), { dx: 1.3, dy: -0.75, method: 'bilinear' });
    // Stored as float32 between the two directions: two roundings, the reference has one.
    expect(largestDifference(shifted, fixture('bilinear-shift-1.3--0.75.f32'))).toBeLessThanOrEqual(1.2e-7);
  });

  test('by whole pixels moves samples and repeats the border', async () => {
    const image = uniformImage(5, 6);
    const { data } = await pixelShift(image, { dx: 2, dy: -1 });
    for (let y = 0; y < 5; y++) {
      for (let x = 0; x < 6; x++) {
        const from = (Math.min(y + 1, 4) * 6 + Math.max(x - 2, 0)) * 3;
        expect(data.slice((y * 6 + x) * 3, (y * 6 + x) * 3 + 3)).toEqual(image.data.slice(from, from + 3));
      }
    }
  });

  test("by fractions is exact on parabolas, as Keys's cubic with a = -0.5 is", async () => {
    const parabola = (y: number, x: number): number => 0.2 + 0.004 * (x - 3) ** 2 + 0.003 * (y - 5) ** 2;
    const data = Float32Array.from({ length: 12 * 12 * 3 }, (_, i) => {
      const pixel = Math.floor(i / 3);
      return parabola(Math.floor(pixel / 12), pixel % 12);
    });
    const offsets = fc.double({ min: -2, max: 2, noNaN: true });
    const property = fc.asyncProperty(offsets, offsets, async (dx, dy) => {
      const shifted = await pixelShift(createImage(12, 12, data), { dx, dy });
      for (let y = 4; y < 8; y++) {
        for (let x = 4; x < 8; x++) {
          expect(shifted.data[(y * 12 + x) * 3]).toBeCloseTo(parabola(y - dy, x - dx), 6);
        }
      }
    });
    await fc.assert(property, { seed: 2, numRuns: 40 });
  });

  test('that is no number is refused in words', async () => {
    await expect(pixelShift(flatImage(2, 2, 0), { dx: NaN })).rejects.toThrow(/dx \(in pixels\) must be/);
  });
});

describe('downsampling', () => {
  test.each(['bicubic', 'bilinear', 'nearest'] as const)('%s keeps flat images flat', async (method) => {
    const small = await downsample(flatImage(33, 18, 0.4), { scale: 4, method });
    expect([small.height, small.width]).toEqual([9, 5]);
    small.data.forEach((value) => expect(value).toBeCloseTo(0.4, 6));
  });

  test('gives 8-bit levels in [0, 1], or unrounded samples', async () => {
    // A sharp edge, over which bicubic overshoots.
    const edge = createImage(
      16,
      16,
      Float32Array.from({ length: 768 }, (_, i) => (Math.floor(i / 3) % 16 < 7 ? 0 : 1)),
    );
    const rounded = await downsample(edge, { scale: 2 });
    for (const value of rounded.data) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThanOrEqual(1);
      expect(value * 255).toBeCloseTo(Math.round(value * 255), 4);
    }
    const exact = await downsample(edge, { scale: 2, levels: false });
    expect(exact.data.some((value) => Math.abs(value * 255 - Math.round(value * 255)) > 0.01)).toBe(true);
    expect(Math.max(...exact.data)).toBeLessThanOrEqual(1);
  });

  test.each([0, 0.5, 101])('by %s is refused in words', async (scale) => {
    await expect(downsample(flatImage(4, 4, 0), { scale })).rejects.toThrow(
      /factor must be a number from 1 to 100/,
    );
  });
});
