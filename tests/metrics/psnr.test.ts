import { describe, expect, test } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, luma } from '@ddr-lab/images/image';
import { psnr } from '../../src/metrics/psnr';
import { pairs } from './pairs';

describe('PSNR', () => {
  test('equals scikit-image, in RGB and on Y, with and without a border', () => {
    for (const { a, b, values } of pairs()) {
      for (const { border, ...expected } of values) {
        // Samples are float32, off by up to 3e-8: some 1e-6 dB at these PSNRs.
        expect(Math.abs(psnr(a, b, { border }) - expected.psnr)).toBeLessThan(1e-5);
        expect(Math.abs(psnr(a, b, { border, channel: 'y' }) - expected.psnrY)).toBeLessThan(1e-5);
      }
    }
  });

  test('of images that differ by 0.1 everywhere is 20 dB; of equal ones infinite', () => {
    const a = createImage(4, 4, new Float32Array(48).fill(0.25));
    const b = createImage(4, 4, new Float32Array(48).fill(0.35));
    expect(psnr(a, b)).toBeCloseTo(20, 5);
    expect(psnr(a, a)).toBe(Infinity);
  });

  test('refuses images of different sizes and a border that leaves nothing, in words', () => {
    const a = createImage(4, 6);
    expect(() => psnr(a, createImage(4, 7))).toThrow(InputError);
    expect(() => psnr(a, createImage(4, 7))).toThrow(/4 x 6 against 4 x 7/);
    expect(() => psnr(a, a, { border: 2 })).toThrow(/leaves nothing/);
    expect(() => psnr(a, a, { border: 0.5 })).toThrow(/whole number/);
  });
});

test("luma is MATLAB's: 16 for black, 235 for white, over 255", () => {
  const image = createImage(1, 3, Float32Array.of(0, 0, 0, 1, 1, 1, 1, 0, 0));
  const [black, white, red] = luma(image);
  expect(black * 255).toBeCloseTo(16, 10);
  expect(white * 255).toBeCloseTo(235, 10);
  expect(red * 255).toBeCloseTo(81.481, 10);
});
