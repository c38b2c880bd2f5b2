import { beforeAll, describe, expect, it, vi } from 'vitest';
import { degradedSets } from '../../src/analysis/degraded-sets';
import { lowResolution } from '../../src/analysis/low-resolution';
import type { OwnDegradation } from '../../src/degradations/own-degradation';
import { degradeAll } from '../../src/degradations/presets';
import { subSeed } from '../../src/degradations/degradation';
import { InputError } from '@ddr-lab/base/errors';
import { crop, cropCentre } from '@ddr-lab/images/crop';
import { createImage, mapSamples, type Image } from '@ddr-lab/images/image';
import { openSet } from '../../src/images/sets/open';
import { createRandom } from '@ddr-lab/base/random';

const noise = (height: number, width: number, seed: number): Image => {
  const random = createRandom(seed);
  return mapSamples(createImage(height, width), () => random.uniform());
};

let lr: Image[];
beforeAll(async () => {
  lr = await lowResolution(await openSet('scenes', { count: 12, size: 64 }));
});

describe('degradedSets', () => {
  it('holds every image under every degradation, cut after degrading', async () => {
    const degradations = ['clean', 'blur2', 'noise20'];
    const sets = await degradedSets(lr, { degradations, patch: 8, seed: 1, count: 12 });
    expect(sets.patches).toHaveLength(36);
    expect(sets.patches[3]).toEqual(cropCentre(lr[3], 8));
    expect([sets.labels[11], sets.labels[12], sets.labels[35]]).toEqual([0, 1, 2]);
    expect([sets.contents[11], sets.contents[12], sets.contents[35]]).toEqual([11, 0, 11]);
    const again = await degradedSets(lr, { degradations: ['noise20'], patch: 8, seed: 1, count: 12 });
    expect(again.patches[5]).toEqual(sets.patches[29]);
    const other = await degradedSets(lr, { degradations: ['noise20'], patch: 8, seed: 2, count: 12 });
    expect(other.patches[5]).not.toEqual(sets.patches[29]);
  });

  it('takes one patch of each of many images, and says nothing', async () => {
    const onMessage = vi.fn();
    const images = Array.from({ length: 7 }, (_, i) => noise(40, 40, i));
    const { patches, sources } = await degradedSets(images, { patch: 8, count: 5, onMessage });
    expect(patches).toHaveLength(21);
    expect([...sources!.slice(0, 7)]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(onMessage).not.toHaveBeenCalled();
  });

  it('takes several patches of each of few images, side by side, after degrading them whole', async () => {
    const onMessage = vi.fn();
    // Room for 2 x 3, 1 x 1 and 2 x 2 patches of 8 x 8.
    const images = [noise(17, 25, 1), noise(15, 15, 2), noise(19, 16, 3)];
    const degradations = ['clean', 'blur2'];
    const sets = await degradedSets(images, { degradations, patch: 8, count: 15, onMessage });
    expect([...sets.sources!.slice(0, 10)]).toEqual([0, 0, 0, 0, 0, 1, 2, 2, 2, 2]);
    expect([...sets.contents]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(onMessage.mock.calls).toEqual([
      ['Of 3 images 10 patches were taken: 15 were wanted, and some images are too small for their share.'],
    ]);
    const [, , third] = await degradeAll(images, 'blur2');
    // Cells of 9 x 8: the second begins in column 8, the third in row 9.
    expect(sets.patches[10 + 7]).toEqual(crop(third, 0, 8, 8));
    expect(sets.patches[10 + 8]).toEqual(crop(third, 9, 0, 8));
    // Patches of one image lie side by side: none has a sample in common.
    const seen = sets.patches.slice(0, 5).flatMap(({ data }) => [...data]);
    expect(new Set(seen).size).toBe(5 * 8 * 8 * 3);
  });

  it('leaves out images that hold no patch, and names them', async () => {
    const onMessage = vi.fn();
    const images = [noise(8, 8, 1), noise(7, 30, 2), noise(8, 9, 3)];
    const { patches, sources } = await degradedSets(images, { degradations: ['clean'], patch: 8, onMessage });
    expect(patches).toEqual([images[0], crop(images[2], 0, 0, 8)]);
    expect([...sources!]).toEqual([0, 2]);
    expect(onMessage.mock.calls).toEqual([
      ['1 of 3 images hold no patch of 8 x 8: image 1 (7 x 30). They are left out.'],
    ]);
    await expect(degradedSets(images.slice(1, 2), { patch: 8 })).rejects.toThrow(
      /Take larger images|hold no patch/,
    );
    await expect(degradedSets([], {})).rejects.toThrow(InputError);
  });
});

describe("a degradation of one's own", () => {
  const invert: OwnDegradation = { name: 'invert', apply: (image) => mapSamples(image, (v) => 1 - v) };

  it('stands among presets, by its name', async () => {
    const sets = await degradedSets(lr, { degradations: ['clean', invert], patch: 8, count: 12 });
    expect(sets.degradations).toEqual(['clean', 'invert']);
    expect(sets.patches[12 + 4]).toEqual(mapSamples(sets.patches[4], (v) => 1 - v));
  });

  it('may be a promise, is clipped, and gets a copy and a seed of its own', async () => {
    const seeds: number[] = [];
    const own: OwnDegradation = {
      name: 'brighter',
      apply: async (image, { seed }) => {
        seeds.push(seed);
        image.data.forEach((value, i) => (image.data[i] = 2 * value));
        return Promise.resolve(image);
      },
    };
    const before = lr.map(({ data }) => data.slice());
    const { patches } = await degradedSets(lr, { degradations: [own], patch: 8, count: 12, seed: 5 });
    expect(lr.map(({ data }) => data)).toEqual(before);
    expect(patches[0]).toEqual(mapSamples(cropCentre(lr[0], 8), (v) => 2 * v));
    expect(seeds).toEqual(lr.map((_, i) => subSeed(5, i)));
  });

  it.each<[string, unknown[], RegExp]>([
    ["a preset's name", ['clean', { ...invert, name: 'blur4' }], /blur4 has the name of a preset/],
    ["a preset's name in other letters", [{ ...invert, name: ' Clean ' }], /has the name of a preset/],
    ['a name twice', [invert, { ...invert }], /invert is named twice/],
    ['a preset twice', ['blur2', 'Blur2'], /blur2 is named twice/],
    ['no name', [{ apply: invert.apply }], /the name of a preset, or \{ name, apply \}/],
    ['no function', [{ name: 'fog', apply: 3 }], /fog needs apply/],
    ['nothing', [undefined], /the name of a preset, or \{ name, apply \}/],
    ['no degradation at all', [], /at least one degradation/],
    ['what gives nothing', [{ name: 'fog', apply: () => undefined }], /fog gives no image/],
    [
      'what gives too few samples',
      [{ name: 'fog', apply: () => ({ height: 2, width: 2, data: new Float32Array(4) }) }],
      /fog gives 4 samples .* not 12/,
    ],
    [
      'what gives no numbers',
      [{ name: 'fog', apply: () => createImage(1, 1, Float32Array.of(0, NaN, 0)) }],
      /fog gives a sample that is NaN/,
    ],
  ])('is refused with %s', async (_, degradations, message) => {
    const options = { degradations: degradations as OwnDegradation[], patch: 8 };
    const error: unknown = await degradedSets(lr, options).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(InputError);
    expect((error as InputError).message).toMatch(message);
  });
});

describe('lowResolution', () => {
  it('takes images in memory, and says which are the same', async () => {
    const onMessage = vi.fn();
    const images = [noise(16, 16, 1), noise(16, 16, 2), noise(16, 16, 1)];
    const small = await lowResolution(images, { onMessage });
    expect(small.map(({ height, width }) => [height, width])).toEqual([
      [4, 4],
      [4, 4],
      [4, 4],
    ]);
    expect(onMessage.mock.calls).toEqual([['image 2 shows the same picture as image 0: both are counted.']]);
    await expect(lowResolution([])).rejects.toThrow(/no images were given/);
    await expect(lowResolution([{ height: 2, width: 2, data: new Float32Array(3) }])).rejects.toThrow(
      /image 0: .*12 samples, not 3/,
    );
  });

  it('cuts large images to their middle', async () => {
    const image = noise(40, 24, 1);
    const [cut] = await lowResolution([image], { scale: 2, size: 20 });
    expect(cut).toEqual((await lowResolution([cropCentre(image, 20)], { scale: 2 }))[0]);
    const [whole] = await lowResolution([image], { scale: 2, size: Infinity });
    expect([whole.height, whole.width]).toEqual([20, 12]);
  });
});
