import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, type Image } from '@ddr-lab/images/image';
import type { Progress } from '@ddr-lab/base/progress';
import { createRandom } from '@ddr-lab/base/random';
import { bm3d, type Bm3dOptions } from '@ddr-lab/bm3d/bm3d';
import { largestDifference } from './fixture';

/** A ramp with noise, mid grey throughout; `grey` repeats one channel. */
function noisyRamp(height: number, width: number, options: { sigma?: number; grey?: boolean } = {}): Image {
  const { sigma = 10, grey = false } = options;
  const random = createRandom(5);
  const image = createImage(height, width);
  for (let i = 0; i < height * width; i++) {
    const base = 0.4 + 0.2 * ((i % width) / width);
    for (let c = 0; c < 3; c++) {
      const before = image.data[3 * i];
      image.data[3 * i + c] = grey && c > 0 ? before : base + (sigma / 255) * random.normal();
    }
  }
  return image;
}

describe('what must hold', () => {
  it('sigma 0 returns the image; a sigma near 0 all but', async () => {
    const image = noisyRamp(20, 17);
    expect(await bm3d(image, { sigma: 0 })).toEqual(image);
    // Coefficients of up to 0.0027 levels are lost, a hundred-thousandth of white.
    const nearly = await bm3d(image, { sigma: 0.001 });
    expect(largestDifference(nearly.data, image.data)).toBeLessThan(1e-5);
  });

  it('a constant image stays as it is', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.tuple(...[0, 1, 2].map(() => fc.double({ min: 0.2, max: 1, noNaN: true }))),
        fc.constantFrom(5, 25, 60),
        async (colour, sigma) => {
          const image = createImage(
            13,
            16,
            Float32Array.from({ length: 13 * 16 * 3 }, (_, i) => colour[i % 3]),
          );
          const result = await bm3d(image, { sigma });
          // A difference of colour so small that its coefficient (at least 32 times as large, in a group of 16 patches
          // of 8 x 8) does not pass 2.8 sigma is noise to the filter. U and V have 0.71 and 0.61 sigma, and red gets
          // U + 2/3 V: in all 1.12 * 2.8 / 32 sigma.
          expect(largestDifference(result.data, image.data)).toBeLessThan((0.1 * sigma) / 255);
        },
      ),
      { numRuns: 12 },
    );
  });

  it('a shift of the grey values shifts the result', async () => {
    const image = noisyRamp(24, 24, { sigma: 15, grey: true });
    const shifted = { ...image, data: image.data.map((value) => value + 0.25) };
    const result = await bm3d(image, { sigma: 15 });
    const later = await bm3d(shifted, { sigma: 15 });
    // Only the Wiener factor of a group's mean depends on the grey value: at least 0.35 * 255 * 8 against 15 it is within
    // 5e-4 of 1 even for a single patch, and groups are larger here.
    const back = later.data.map((value) => value - 0.25);
    expect(largestDifference(back, result.data)).toBeLessThan(5e-4);
  });

  it('three equal channels are filtered as one', async () => {
    const grey = await bm3d(noisyRamp(24, 24, { grey: true }), { sigma: 10 });
    for (let i = 0; i < grey.data.length; i += 3) {
      expect(grey.data[i + 1]).toBe(grey.data[i]);
      expect(grey.data[i + 2]).toBe(grey.data[i]);
    }
  });

  it('removes most of the noise of any size of image, in either colour space, and clips', async () => {
    for (const [height, width] of [
      [8, 8],
      [8, 41],
      [33, 9],
    ]) {
      for (const colourSpace of ['opponent', 'ycbcr'] as const) {
        const noisy = noisyRamp(height, width, { sigma: 10 });
        const ramp = noisyRamp(height, width, { sigma: 0 });
        const result = await bm3d(noisy, { sigma: 10, colourSpace });
        const error = (image: Image): number =>
          image.data.reduce((sum, value, i) => sum + (value - ramp.data[i]) ** 2, 0);
        expect(error(result)).toBeLessThan(0.3 * error(noisy));
      }
    }
    const beyond = createImage(10, 10, new Float32Array(300).fill(1.3));
    expect(Math.max(...(await bm3d(beyond, { sigma: 10 })).data)).toBe(1);
  });

  it('leaves its input alone and repeats itself', async () => {
    const image = noisyRamp(16, 20);
    const kept = image.data.slice();
    const first = await bm3d(image, { sigma: 10 });
    expect(image.data).toEqual(kept);
    expect((await bm3d(image, { sigma: 10 })).data).toEqual(first.data);
  });
});

describe('progress and cancellation', () => {
  it('reports every row of both steps and ends at the total', async () => {
    const seen: Progress[] = [];
    await bm3d(noisyRamp(20, 16), { sigma: 10, onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect(seen.every(({ total }) => total === 10)).toBe(true);
    expect([seen[0].note, seen[9].note]).toEqual(['hard thresholding', 'Wiener filter']);
  });

  it('counts on when the second step has other rows than the first', async () => {
    const seen: Progress[] = [];
    const wiener = { step: 4 };
    await bm3d(noisyRamp(20, 16), { sigma: 10, wiener, onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ done, total }) => [done, total])).toEqual(
      [1, 2, 3, 4, 5, 6, 7, 8, 9].map((done) => [done, 9]),
    );
  });

  it('stops with the signal’s reason', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    let rows = 0;
    const onProgress = (): void => {
      if (++rows === 2) controller.abort(reason);
    };
    const running = bm3d(noisyRamp(30, 16), { sigma: 10, onProgress, signal: controller.signal });
    await expect(running).rejects.toBe(reason);
    expect(rows).toBe(2);
  });
});

describe('bad input', () => {
  const image = noisyRamp(16, 16);
  const nan = { ...image, data: image.data.map((value, i) => (i === 3 * 18 ? NaN : value)) };
  it.each<[string, Image, Partial<Bm3dOptions>, RegExp]>([
    ['too small', noisyRamp(7, 30), {}, /30 x 7 pixels, less than one patch of 8 x 8/],
    ['too small for strong noise', noisyRamp(11, 30), { sigma: 41 }, /12 x 12/],
    ['not finite', nan, {}, /row 1, column 2 .* is NaN/],
    ['a negative sigma', image, { sigma: -1 }, /sigma .* not -1/],
    ['no sigma', image, { sigma: NaN }, /sigma .* not NaN/],
    ['a patch bior1.5 cannot take', image, { hard: { patch: 10 } }, /hard\.patch .*power of two.* not 10/],
    ['a group of no power of two', image, { wiener: { group: 12 } }, /wiener\.group .* not 12/],
    ['an even window', image, { hard: { window: 40 } }, /hard\.window .*odd.* not 40/],
    ['steps that leave gaps', image, { wiener: { step: 9 } }, /wiener\.step .* not 9/],
    [
      'an unknown transform',
      image,
      { hard: { patchTransform: 'fft' as 'dct' } },
      /hard\.patchTransform .* not fft/,
    ],
    ['an unknown colour space', image, { colourSpace: 'lab' as 'ycbcr' }, /opponent or ycbcr, not lab/],
  ])('%s', async (_, bad, options, message) => {
    const running = bm3d(bad, { sigma: 20, ...options });
    await expect(running).rejects.toThrow(InputError);
    await expect(running).rejects.toThrow(message);
  });
});

describe('the compiled kernels', () => {
  const settings: readonly [string, number, boolean, Partial<Bm3dOptions>][] = [
    ['colour', 20, false, {}],
    ['grey', 20, true, {}],
    ['strong noise: 12 x 12 and 11 x 11, coefficients compared', 50, false, {}],
    [
      'Walsh-Hadamard, patches of 5, large groups, steps of 4',
      15,
      true,
      {
        hard: { groupTransform: 'hadamard', patchTransform: 'dct', patch: 5, step: 4, group: 64, window: 21 },
        wiener: { groupTransform: 'hadamard', patch: 7, step: 5, group: 8, window: 15, kaiserBeta: 0 },
      },
    ],
    ['nothing passes', 20, true, { hard: { threshold: 1e9 } }],
  ];
  it.each(settings)('give what plain JavaScript gives: %s', async (_, sigma, grey, options) => {
    const image = noisyRamp(37, 46, { sigma, grey });
    const compiled = await bm3d(image, { sigma, ...options });
    const plain = await bm3d(image, { sigma, ...options, kernels: 'plain' });
    // Single against double precision, of sums of levels up to 255 times 8: 1e-6 of white, and no coefficient on a threshold here.
    expect(largestDifference(compiled.data, plain.data)).toBeLessThan(5e-6);
    expect(largestDifference(compiled.data, image.data)).toBeGreaterThan(0.01);
  });

  it('others there are not', async () => {
    await expect(bm3d(noisyRamp(9, 9), { sigma: 9, kernels: 'fast' as 'plain' })).rejects.toThrow(
      /compiled or plain, not fast/,
    );
  });
});
