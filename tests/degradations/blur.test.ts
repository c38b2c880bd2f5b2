import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anisotropicBlur, anisotropicKernel } from '../../src/degradations/anisotropic-blur';
import { gaussianBlur } from '../../src/degradations/gaussian-blur';
import { motionBlur, motionKernel } from '../../src/degradations/motion-blur';
import { InputError } from '@ddr-lab/base/errors';
import { filter } from '@ddr-lab/images/filter';
import { fixture, flatImage, largestDifference, uniformImage } from './fixture';

/** One rounding to float32 below 1 is at most 2^-25; the reference was rounded as well. */
const FLOAT32 = 2 ** -24;

describe('Gaussian blur', () => {
  test.each([0.1, 0.8, 2, 4, 9])('of sigma %s equals SciPy', async (sigma) => {
    const blurred = await gaussianBlur(fixture('input.u8'), { sigma });
    expect(largestDifference(blurred, fixture(`blur-${sigma}.f32`))).toBeLessThanOrEqual(FLOAT32);
  });

  test('of sigma 0 changes nothing, and no blur changes its input', async () => {
    const image = uniformImage(9, 7);
    const copy = image.data.slice();
    expect((await gaussianBlur(image, { sigma: 0 })).data).toEqual(copy);
    await gaussianBlur(image, { sigma: 3 });
    expect(image.data).toEqual(copy);
  });

  test('keeps a flat image of any size, however wide the kernel', async () => {
    const sizes = fc.integer({ min: 1, max: 12 });
    const property = fc.asyncProperty(
      sizes,
      sizes,
      fc.double({ min: 0, max: 20, noNaN: true }),
      async (h, w, s) => {
        const flat = flatImage(h, w, 0.3);
        expect(largestDifference(await gaussianBlur(flat, { sigma: s }), flat)).toBeLessThanOrEqual(FLOAT32);
      },
    );
    await fc.assert(property, { seed: 1, numRuns: 50 });
  });

  test.each([-1, NaN, 101, Infinity])('of sigma %s is refused in words', async (sigma) => {
    await expect(gaussianBlur(flatImage(4, 4, 0), { sigma })).rejects.toThrow(InputError);
  });
});

describe('anisotropic blur', () => {
  test("equals KAIR's kernel under SciPy's correlate", async () => {
    const blurred = await anisotropicBlur(fixture('input.u8'), { sigmaX: 2.5, sigmaY: 0.7, angle: 30 });
    // KAIR's kernel goes through the inverse of a covariance matrix: a few float64 roundings more.
    expect(largestDifference(blurred, fixture('anisotropic-2.5-0.7-30.f32'))).toBeLessThanOrEqual(FLOAT32);
  });

  test('with equal sigmas is the isotropic one at any angle', async () => {
    const image = uniformImage(20, 15);
    const both = await anisotropicBlur(image, { sigmaX: 1.7, sigmaY: 1.7, angle: 77 });
    expect(largestDifference(both, await gaussianBlur(image, { sigma: 1.7 }))).toBeLessThanOrEqual(FLOAT32);
  });

  test('turned by 90 degrees exchanges its axes', () => {
    const turned = anisotropicKernel(3, 1, 90);
    anisotropicKernel(1, 3, 0).data.forEach((weight, i) => expect(turned.data[i]).toBeCloseTo(weight, 14));
  });
});

describe('motion blur', () => {
  test.each([
    ['motion-7-30.f32', { length: 7, angle: 30 }],
    ['motion-6.5-100.f32', { length: 6.5, angle: 100 }],
  ])('%s equals a kernel found by brute force', async (name, options) => {
    // Brute force steps along the path by 3e-5 pixels and so finds distances up to 1e-9 too large.
    expect(
      largestDifference(await motionBlur(fixture('input.u8'), options), fixture(name)),
    ).toBeLessThanOrEqual(1e-7);
  });

  test('along the rows is a running mean', () => {
    expect(Array.from(motionKernel(3, 0).data)).toEqual([0, 0, 0, 1 / 3, 1 / 3, 1 / 3, 0, 0, 0]);
    const even = motionKernel(4, 0);
    expect(Array.from(even.data.slice(10, 15))).toEqual([0.125, 0.25, 0.25, 0.25, 0.125]);
  });

  test('of length 1 changes nothing', async () => {
    const image = uniformImage(6, 5);
    expect((await motionBlur(image, { length: 1, angle: 45 })).data).toEqual(image.data);
  });

  test.each([0, 201, NaN])('of length %s is refused in words', async (length) => {
    await expect(motionBlur(flatImage(4, 4, 0), { length })).rejects.toThrow(/length \(in pixels\) must be/);
  });
});

test('any kernel weighs as a plain sum over the reflected image does', () => {
  const image = uniformImage(4, 3);
  const kernel = { height: 3, width: 11, data: Float64Array.from({ length: 33 }, (_, i) => Math.sin(i)) };
  // Five columns more on each side of a b c, one row more: b c | c b a | a b c | c b a | a b.
  const columns = [1, 2, 2, 1, 0, 0, 1, 2, 2, 1, 0, 0, 1];
  const rows = [0, 0, 1, 2, 3, 3];
  const filtered = filter(image, kernel);
  for (let y = 0; y < 4; y++) {
    for (let x = 0; x < 3; x++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let i = 0; i < 33; i++) {
          const row = rows[y + Math.floor(i / 11)];
          const column = columns[x + (i % 11)];
          sum += kernel.data[i] * image.data[(row * 3 + column) * 3 + c];
        }
        expect(filtered[(y * 3 + x) * 3 + c]).toBeCloseTo(sum, 12);
      }
    }
  }
});
