import { describe, expect, test } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { createImage } from '@ddr-lab/images/image';
import { ssim } from '../../src/metrics/ssim';
import { pairs } from './pairs';

describe('SSIM', () => {
  test('equals scikit-image with its Gaussian settings, in RGB and on Y', () => {
    for (const { a, b, values } of pairs()) {
      for (const { border, ...expected } of values) {
        // The same formula in float64; what differs is that our samples were rounded to float32.
        expect(Math.abs(ssim(a, b, { border }) - expected.ssim)).toBeLessThan(1e-6);
        expect(Math.abs(ssim(a, b, { border, channel: 'y' }) - expected.ssimY)).toBeLessThan(1e-6);
      }
    }
  });

  test('is 1 for equal images, flat ones too, and symmetric', () => {
    const [{ a, b }] = pairs();
    expect(ssim(a, a)).toBeCloseTo(1, 12);
    const flat = createImage(12, 12, new Float32Array(432).fill(0.7));
    expect(ssim(flat, flat)).toBeCloseTo(1, 12);
    expect(ssim(a, b)).toBeCloseTo(ssim(b, a), 12);
  });

  test('refuses other sizes and images below 11 x 11, in words', () => {
    expect(() => ssim(createImage(12, 12), createImage(12, 13))).toThrow(/12 x 12 against 12 x 13/);
    expect(() => ssim(createImage(10, 30), createImage(10, 30))).toThrow(InputError);
    expect(() => ssim(createImage(18, 18), createImage(18, 18), { border: 4 })).toThrow(/at least 11 x 11/);
  });
});
