import { expect, it } from 'vitest';
import { degradedSets } from '../../src/analysis/degraded-sets';
import { highResolutionPatches, lowResolution } from '../../src/analysis/low-resolution';
import { cropCentre } from '@ddr-lab/images/crop';
import { createImage } from '@ddr-lab/images/image';
import { resize } from '@ddr-lab/images/resize';
import { psnr } from '../../src/metrics/psnr';
import { createRandom } from '@ddr-lab/base/random';

const random = createRandom(4);
/** Sides that leave odd and even margins around the patch, and a rest of the scale. */
const images = [
  [73, 80],
  [88, 76],
].map(([height, width]) =>
  createImage(
    height,
    width,
    new Float32Array(height * width * 3).map(() => random.uniform()),
  ),
);

it('is what the LR patches were shrunk from', async () => {
  const lr = await lowResolution(images, { count: 2, onMessage: false });
  const { patches } = await degradedSets(lr, {
    degradations: ['clean'],
    patch: 12,
    count: 2,
    onMessage: false,
  });
  const hr = await highResolutionPatches(images, { count: 2, patch: 12 });
  expect(hr.map(({ height, width }) => [height, width])).toEqual([
    [48, 48],
    [48, 48],
  ]);
  hr.forEach((image, i) => {
    // Within what bicubic weights reach from the border: equal but for the ties of rounding to 8 bits.
    const inner = cropCentre(resize(image, { scale: 1 / 4, levels: 255 }), 8);
    expect(psnr(inner, cropCentre(patches[i], 8))).toBeGreaterThan(60);
  });
});

it('names an image that is too small', async () => {
  await expect(highResolutionPatches(images, { count: 2, patch: 20 })).rejects.toThrow('18 x 20');
});
