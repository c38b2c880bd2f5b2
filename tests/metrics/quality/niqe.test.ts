import { describe, expect, it } from 'vitest';
import { degrade } from '../../../src/degradations/presets';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, type Image } from '@ddr-lab/images/image';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { brisqueFeatures } from '@ddr-lab/quality/brisque';
import { gammaFunction } from '@ddr-lab/quality/gamma-function';
import { fitAsymmetricGaussian, fitGeneralisedGaussian } from '@ddr-lab/quality/generalised-gaussian';
import { fitPristine, niqe } from '@ddr-lab/quality/niqe';
import { createRandom } from '@ddr-lab/base/random';
import { draw } from './drawing';

describe('gammaFunction', () => {
  it('has the values that are known exactly', () => {
    for (const [x, value] of [
      [1, 1],
      [5, 24],
      [0.5, Math.sqrt(Math.PI)],
      [0.1, 9.51350769866873],
      [15, 87178291200],
    ]) {
      expect(gammaFunction(x) / value - 1).toBeCloseTo(0, 12);
    }
  });
});

describe('fits', () => {
  const random = createRandom(1);
  const normal = Float64Array.from({ length: 50_000 }, () => 2 * random.normal());
  const laplace = normal.map(() => Math.log(1 - random.uniform()) * (random.uniform() < 0.5 ? 1 : -1));

  it('find the shapes of a normal and of a Laplace distribution', () => {
    // The shape's standard error at 50,000 samples is near 0.02.
    expect(Math.abs(fitGeneralisedGaussian(normal).shape - 2)).toBeLessThan(0.08);
    expect(Math.abs(fitGeneralisedGaussian(normal).variance - 4)).toBeLessThan(0.1);
    expect(Math.abs(fitGeneralisedGaussian(laplace).shape - 1)).toBeLessThan(0.05);
  });

  it('find a lopsided distribution lopsided', () => {
    const fit = fitAsymmetricGaussian(normal.map((value) => (value < 0 ? value : 3 * value)));
    expect(fit.right / fit.left).toBeCloseTo(3, 1);
    expect(fit.mean).toBeGreaterThan(0);
  });
});

describe('niqe', () => {
  const scene = drawScene({ seed: 4, index: 0, height: 192, width: 288 });
  const of = async (preset: string): Promise<number> => niqe(await degrade(scene, preset));

  it('grows with blur, noise and compression', async () => {
    const clean = await of('clean');
    for (const steps of [
      ['blur1', 'blur4'],
      ['noise10', 'noise60'],
      ['jpeg30', 'jpeg5'],
    ]) {
      let last = clean;
      for (const preset of steps) {
        const value = await of(preset);
        expect(value, preset).toBeGreaterThan(last);
        last = value;
      }
    }
  });

  it('is far smaller against a model of the same kind of images than against photographs', () => {
    const large = [1, 2].map((seed) => draw({ height: 384, width: 480, noise: 10, seed }));
    const model = fitPristine(large, { sharpness: 0 });
    expect(niqe(large[0], { model })).toBeLessThan(niqe(large[0]) / 4);
  });

  it('refuses what it cannot judge', () => {
    const flat = createImage(192, 192, new Float32Array(192 * 192 * 3).fill(0.5));
    expect(() => niqe(flat)).toThrow(InputError);
    expect(() => niqe(createImage(95, 300))).toThrow(/96 x 96/);
    expect(() => niqe(small(scene))).toThrow(/larger image/);
    expect(() => fitPristine([scene])).toThrow(/more than 36/);
    expect(() => brisqueFeatures(createImage(8, 8))).toThrow(/16 x 16/);
  });
});

/** One block of it. */
function small(image: Image): Image {
  const data = new Float32Array(96 * 96 * 3);
  for (let y = 0; y < 96; y++) {
    data.set(image.data.subarray(y * image.width * 3, y * image.width * 3 + 96 * 3), y * 96 * 3);
  }
  return createImage(96, 96, data);
}
