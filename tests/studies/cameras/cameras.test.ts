import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  cameraPatches,
  cameraScores,
  type CameraScores,
  equalised,
  openCameras,
} from '../../../src/studies/cameras/cameras';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { createImage, mapSamples, type Image } from '@ddr-lab/images/image';
import { interval } from '../../../src/metrics/spread';
import { createRandom } from '@ddr-lab/base/random';

beforeEach(() => vi.stubEnv('DDR_DATA', ''));
afterEach(() => vi.unstubAllEnvs());

describe('cameras', () => {
  it('are simulated without City100: the same scenes, seen differently, the same each time', async () => {
    const cameras = await openCameras({ count: 2 });
    expect(cameras.simulated).toBe(true);
    expect(cameras.sets).toHaveLength(4);
    const patches = await cameraPatches(cameras, { patch: 16, count: 2 });
    expect(patches.patches).toHaveLength(8);
    expect([...patches.labels]).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect([...patches.contents]).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    expect(patches.degradations[0]).toBe('simulated phone, high');
    expect(patches.patches[0].data).not.toEqual(patches.patches[2].data);
    expect(await cameraPatches(cameras, { patch: 16, count: 2 })).toEqual(patches);
  });

  it('equalises mean and deviation of each channel over the views of a scene', () => {
    const random = createRandom(1);
    const view = (offset: number, gain: number): Image =>
      mapSamples(createImage(8, 8), () => offset + gain * random.uniform());
    const views = equalised([view(0.3, 0.2), view(0.5, 0.3)]);
    for (const channel of [0, 1, 2]) {
      const [a, b] = views.map(({ data }) => data.filter((_, i) => i % 3 === channel));
      const mean = (x: Float32Array): number => x.reduce((sum, value) => sum + value, 0) / x.length;
      const deviation = (x: Float32Array): number =>
        Math.sqrt(mean(x.map((value) => (value - mean(x)) ** 2)));
      // Samples are float32.
      expect(mean(a)).toBeCloseTo(mean(b), 5);
      expect(deviation(a)).toBeCloseTo(deviation(b), 5);
    }
    expect(equalised([createImage(4, 4), createImage(4, 4)])[0].data.every((value) => value === 0)).toBe(
      true,
    );
  });
});

describe('cameraScores', () => {
  const sets = [
    { camera: 'a', quality: 'high' },
    { camera: 'a', quality: 'low' },
    { camera: 'b', quality: 'high' },
    { camera: 'b', quality: 'low' },
  ] as const;
  const scenes = 30;
  const labels = Int32Array.from({ length: 4 * scenes }, (_, i) => Math.floor(i / scenes));
  const contents = labels.map((_, i) => i % scenes);
  const scored = (place: (i: number) => number): CameraScores => {
    const random = createRandom(2);
    const points = createMatrix(
      labels.length,
      2,
      Float64Array.from(
        { length: 2 * labels.length },
        (_, j) => random.normal() + (j % 2 ? 0 : place(j >> 1)),
      ),
    );
    const runs = [{ points, kl: 0, wd: 0, bd: 0, chi: 0 }];
    return cameraScores(
      { layer: 'RB16', runs },
      { sets: sets.map((set) => ({ ...set, images: undefined as never })) },
      { labels, contents },
    );
  };

  it('finds what the points gather by, whatever else moves them', () => {
    const byQuality = scored((i) => (labels[i] % 2 ? 10 : 0));
    expect(byQuality.byQuality.mean).toBeGreaterThan(100);
    expect(byQuality.byCamera.mean).toBeLessThan(10);
    expect(byQuality.byScene.mean).toBeLessThan(10);
    const byScene = scored((i) => 10 * contents[i]);
    expect(byScene.byScene.mean).toBeGreaterThan(100);
    expect(byScene.bySet.mean).toBeLessThan(10);
    // A scene drawn twice is two scenes: CHI of redraws is neither larger nor smaller than it is.
    const { low, high } = interval(byScene.byScene.resampled!)!;
    expect(low).toBeLessThan(byScene.byScene.mean);
    expect(high).toBeGreaterThan(byScene.byScene.mean);
    expect(high / low).toBeLessThan(4);
    // A camera is looked for within each quality, so that quality does not hide it.
    const both = scored((i) => (labels[i] % 2 ? 100 : 0) + (labels[i] > 1 ? 10 : 0));
    expect(both.byCamera.mean).toBeGreaterThan(100);
  });
});
