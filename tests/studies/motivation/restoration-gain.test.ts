import { describe, expect, it } from 'vitest';
import { restorationGains } from '../../../src/studies/motivation/motivation';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, mapSamples, type Image } from '@ddr-lab/images/image';
import { createRandom } from '@ddr-lab/base/random';

const random = createRandom(3);
const hr = [0, 1].map(() =>
  createImage(
    12,
    13,
    new Float32Array(12 * 13 * 3).map(() => 0.2 + 0.6 * random.uniform()),
  ),
);
/** Everything brighter by a known number of levels. */
const brighter = (image: Image, levels: number): Image => mapSamples(image, (value) => value + levels / 255);
const off = hr.map((image) => brighter(image, 10));
const same = (image: Image): Image => image;

describe('restorationGains', () => {
  it('is 0 dB for a method that does nothing, 6 dB for one that halves the error, and tells what was changed', async () => {
    const seen: number[] = [];
    const rows = await restorationGains(
      {
        nothing: { method: same, plain: same },
        half: { method: (image) => brighter(image, -5), plain: same },
        double: { method: (image) => brighter(image, 10), plain: same },
      },
      hr,
      { off },
      { onProgress: ({ done, total }) => seen.push(done / total) },
    );
    expect(rows.map(({ method, degradation }) => `${method} ${degradation}`)).toEqual([
      'nothing off',
      'half off',
      'double off',
    ]);
    const octave = 20 * Math.log10(2);
    const wanted = [
      [0, 0, 20 * Math.log10(255 / 10)],
      [octave, 5, 20 * Math.log10(255 / 5)],
      [-octave, 10, 20 * Math.log10(255 / 20)],
    ];
    // Of float32's rounding of the samples.
    rows.forEach(({ gain, change, psnr }, k) => {
      expect(gain.values).toHaveLength(2);
      expect(gain.mean).toBeCloseTo(wanted[k][0], 4);
      expect(change.mean).toBeCloseTo(wanted[k][1], 4);
      expect(psnr.mean).toBeCloseTo(wanted[k][2], 4);
    });
    expect(seen.at(-1)).toBe(1);
    expect(seen).toHaveLength(6);
  });

  it('leaves the border out', async () => {
    const framed = hr.map((image) => {
      const copy = createImage(image.height, image.width, Float32Array.from(image.data));
      copy.data.fill(0, 0, 3 * image.width);
      return brighter(copy, 10);
    });
    const restorers = { fixed: { method: (image: Image) => brighter(image, -5), plain: same } };
    const [row] = await restorationGains(restorers, hr, { framed }, { border: 1 });
    expect(row.gain.mean).toBeCloseTo(20 * Math.log10(2), 4);
    const [whole] = await restorationGains(restorers, hr, { framed }, { border: 0 });
    expect(whole.gain.mean).toBeLessThan(1);
  });

  it('refuses other numbers of images, and stops when told to', async () => {
    const restorers = { same: { method: same, plain: same } };
    await expect(restorationGains(restorers, hr, { off: off.slice(1) })).rejects.toThrow(InputError);
    await expect(restorationGains(restorers, hr, { off: off.slice(1) })).rejects.toThrow(
      'off: 1 LR images for 2 HR images',
    );
    await expect(restorationGains(restorers, hr, { off }, { signal: AbortSignal.abort() })).rejects.toThrow();
  });
});
