import fc from 'fast-check';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, mapSamples } from '@ddr-lab/images/image';
import { readImage } from '@ddr-lab/images/io';
import { resize } from '@ddr-lab/images/resize';
import { createRandom } from '@ddr-lab/base/random';

const set5 = path.resolve(__dirname, '../../../shared/data/set5-matlab-bicubic');

describe('resize', () => {
  it('weighs x4 shrinking as MATLAB (known response to one bright row)', () => {
    // imresize of a 16 x 4 image whose row 8 (from 0) is 1: the antialiased Keys kernel, sampled by hand
    // at distances (8 - centre) / 4 of the output centres 1.5, 5.5, 9.5, 13.5, divided by its sum of 4.
    const image = createImage(16, 4);
    image.data.fill(1, 8 * 4 * 3, 9 * 4 * 3);
    const out = resize(image, { height: 4, width: 4 });
    const keys = (x: number): number =>
      x <= 1 ? 1.5 * x ** 3 - 2.5 * x ** 2 + 1 : x <= 2 ? -0.5 * x ** 3 + 2.5 * x ** 2 - 4 * x + 2 : 0;
    for (const [row, distance] of [
      [0, 6.5],
      [1, 2.5],
      [2, 1.5],
      [3, 5.5],
    ]) {
      expect(out.data[row * 4 * 3]).toBeCloseTo(keys(distance / 4) / 4, 6);
    }
  });

  it.skipIf(!existsSync(set5))("equals MATLAB's own images of Set5 but for ties of rounding", async () => {
    let different = 0;
    let samples = 0;
    for (let number = 1; number <= 5; number++) {
      const hr = await readImage(path.join(set5, `img_00${number}_SRF_4_HR.png`));
      const lr = await readImage(path.join(set5, `img_00${number}_SRF_4_LR.png`));
      const ours = resize(hr, { scale: 1 / 4, levels: 255 });
      samples += ours.data.length;
      for (let i = 0; i < ours.data.length; i++) {
        const steps = Math.abs(Math.round((ours.data[i] - lr.data[i]) * 255));
        expect(steps).toBeLessThanOrEqual(1);
        different += steps;
      }
    }
    // 37 of 106,398 when this was written: sums that MATLAB's mex file orders otherwise fall on x.5.
    expect(different / samples).toBeLessThan(5e-4);
  });

  it('keeps a constant image, whatever the scale and kernel', () => {
    const method = fc.constantFrom('bicubic' as const, 'bilinear' as const, 'nearest' as const);
    const side = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(
        side,
        side,
        fc.double({ min: 0.2, max: 4, noNaN: true }),
        method,
        (height, width, scale, m) => {
          const grey = mapSamples(createImage(height, width), () => 0.3);
          const out = resize(grey, { scale, method: m });
          expect(out.height).toBe(Math.ceil(height * scale));
          for (const value of out.data) expect(value).toBeCloseTo(0.3, 6);
        },
      ),
    );
  });

  it('repeats pixels with nearest at a whole factor', () => {
    const random = createRandom(1);
    const image = mapSamples(createImage(3, 5), () => random.uniform());
    const out = resize(image, { scale: 2, method: 'nearest' });
    for (let y = 0; y < 6; y++)
      for (let x = 0; x < 10; x++)
        expect(out.data[(y * 10 + x) * 3]).toBe(image.data[((y >> 1) * 5 + (x >> 1)) * 3]);
  });

  it('refuses scales and sizes that make no image', () => {
    const image = createImage(4, 4);
    for (const options of [
      {},
      { scale: 0 },
      { scale: -1 },
      { scale: NaN },
      { height: 0, width: 3 },
      { height: 2 },
    ]) {
      expect(() => resize(image, options)).toThrow(InputError);
    }
  });
});
