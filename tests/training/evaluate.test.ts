import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { degrade } from '../../src/degradations/presets';
import { subSeed } from '../../src/degradations/degradation';
import { psnr } from '../../src/metrics/psnr';
import { srresnet } from '../../src/networks/architectures/srresnet/network';
import { superResolve } from '../../src/networks/super-resolve';
import { bicubicMetrics, evaluateMetrics, evaluationPatches } from '../../src/training/evaluate';
import { noiseSet } from './data/image-sets';

beforeAll(async () => {
  await useBackend();
});

const degradations = ['clean', 'noise20', 'blur1'];

describe('evaluateMetrics', () => {
  it('is the mean PSNR on clean and on degraded patches, as measured one by one', async () => {
    const patches = await evaluationPatches(noiseSet(40, 44, 48), {
      count: 2,
      scale: 4,
      patch: 8,
      degradations,
    });
    expect(patches.hr).toHaveLength(2);
    const model = srresnet({ channels: 4, blocks: 1, outerGain: 1, seed: 3 });
    const metrics = await evaluateMetrics(model, patches, 1);
    expect(Object.keys(metrics)).toEqual(['psnr', 'psnr noise20', 'psnr blur1']);
    for (const [index, preset] of degradations.entries()) {
      let sum = 0;
      for (const [i, lr] of patches.lr.entries()) {
        const seen = await degrade(lr, preset, { seed: subSeed(0, i) });
        const image = await superResolve({ model }, seen);
        sum += psnr(image, patches.hr[i]);
      }
      // The same network over the same pixels, once in a batch and once alone: float32's rounding.
      expect(Object.values(metrics)[index]).toBeCloseTo(sum / 2, 3);
    }
    model.dispose();
  });

  it('finds degraded images harder, for bicubic too', async () => {
    const patches = await evaluationPatches(noiseSet(40), { count: 1, scale: 4, patch: 8, degradations });
    const bicubic = bicubicMetrics(patches);
    expect(Object.keys(bicubic)).toEqual(['psnr', 'psnr noise20', 'psnr blur1']);
    expect(bicubic['psnr noise20']).toBeLessThan(bicubic.psnr);
  });
});
