import { expect, test } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { clipOf } from '@ddr-lab/images/clip';
import { createImage, type Image } from '@ddr-lab/images/image';
import { clipQuality } from '../../src/analysis';
import { imageQuality } from '../../src/analysis/quality';

const random = createRandom(4);
const frame = (): Image =>
  createImage(
    24,
    24,
    Float32Array.from({ length: 1728 }, () => random.uniform()),
  );

test('of a clip is the mean of its frames', async () => {
  const [a, b] = [clipOf([frame(), frame()]), clipOf([frame(), frame()])];
  const { frames, mean } = await clipQuality(a, b, { border: 4 });
  const own = await imageQuality(a.frames[1], b.frames[1], { border: 4, metrics: [] });
  expect(frames[1]).toEqual(own);
  expect(mean.psnr).toBeCloseTo((frames[0].psnr + frames[1].psnr) / 2, 10);
  await expect(clipQuality(a, clipOf([frame()]))).rejects.toThrow(/has 2 frames, the original 1/);
});
