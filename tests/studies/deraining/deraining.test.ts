import { describe, expect, test } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { createImage, type Image } from '@ddr-lab/images/image';
import { imagesInMemory } from '@ddr-lab/images/image-set';
import * as tf from '@tensorflow/tfjs-core';
import { buildNetwork, type Network } from '../../../src/networks/network';
import {
  errorRows,
  mostCovered,
  rowOf,
  streaks,
  flakes,
  trainingRain,
  untouchedRows,
  weatherPatches,
  checkDeraining,
  type ErrorRow,
} from '../../../src/studies/deraining';
import { maskedErrors, weatherLeft } from '../../../src/studies/deraining/errors';
import { weatherSets, type ApartRow } from '../../../src/studies/deraining/representation';

const filled = (height: number, width: number, values: readonly number[]): Image =>
  createImage(
    height,
    width,
    Float32Array.from({ length: height * width * 3 }, (_, i) => values[Math.floor(i / 3)]),
  );

function randomImage(side: number, seed: number): Image {
  const random = createRandom(seed);
  return createImage(
    side,
    side,
    new Float32Array(side * side * 3).map(() => 0.2 + 0.4 * random.uniform()),
  );
}

describe('masked errors', () => {
  test('by hand', () => {
    const clean = filled(1, 4, [0.2, 0.2, 0.2, 0.2]);
    const output = filled(1, 4, [0.4, 0.2, 0.3, 0.2]);
    const { inside, outside } = maskedErrors(output, clean, Uint8Array.of(1, 1, 0, 0));
    expect(inside).toBeCloseTo(255 * Math.sqrt(0.04 / 2), 3);
    expect(outside).toBeCloseTo(255 * Math.sqrt(0.01 / 2), 3);
    expect(maskedErrors(output, clean, new Uint8Array(4)).inside).toBeNaN();
  });

  test('what is left does not count what happens to dry images', () => {
    const dry = filled(1, 2, [0.2, 0.5]);
    const degraded = filled(1, 2, [0.6, 0.5]);
    const mask = Uint8Array.of(1, 0);
    const half = { degraded: filled(1, 2, [0.4, 0.5]), dry };
    expect(weatherLeft(half, { degraded, dry }, mask)).toBeCloseTo(0.5, 6);
    // Darker by 0.1 all over: as much is left.
    const darker = { degraded: filled(1, 2, [0.3, 0.4]), dry: filled(1, 2, [0.1, 0.4]) };
    expect(weatherLeft(darker, { degraded, dry }, mask)).toBeCloseTo(0.5, 6);
    expect(weatherLeft({ degraded, dry }, { degraded, dry }, mask)).toBeCloseTo(1, 6);
  });
});

describe('weathers', () => {
  const images = imagesInMemory([randomImage(96, 1), randomImage(96, 2)]);
  const weathers = [trainingRain('seen', { size: 0.5 }), streaks, flakes];

  test('cover as much of each image as the first does', async () => {
    const patches = await weatherPatches(images, weathers, { patch: 96 });
    const share = (mask: Uint8Array): number => mask.reduce((sum, one) => sum + one, 0) / mask.length;
    const [seen, ...others] = patches.weathers;
    for (const other of others) {
      other.masks.forEach((mask, i) => {
        // The last rod is laid whole: at most some 100 pixels of 9,216.
        expect(share(mask)).toBeGreaterThanOrEqual(share(seen.masks[i]));
        expect(share(mask) - share(seen.masks[i])).toBeLessThan(0.02);
      });
    }
    expect(seen.coverage).toBeCloseTo((share(seen.masks[0]) + share(seen.masks[1])) / 2, 6);
    const again = await weatherPatches(images, weathers, { patch: 96 });
    expect(again.weathers[1].images[1].data).toEqual(patches.weathers[1].images[1].data);
  });

  test('fall on the whole image and are then cut, mask and image alike', async () => {
    const whole = await weatherPatches(images, weathers, { patch: 96 });
    const cut = await weatherPatches(images, weathers, { patch: 32 });
    const at = (y: number, x: number): number => (32 + y) * 96 + 32 + x;
    for (const [y, x] of [
      [0, 0],
      [31, 5],
      [17, 31],
    ]) {
      expect(cut.weathers[1].masks[0][y * 32 + x]).toBe(whole.weathers[1].masks[0][at(y, x)]);
      expect(cut.weathers[1].images[0].data[3 * (y * 32 + x)]).toBe(
        whole.weathers[1].images[0].data[3 * at(y, x)],
      );
    }
    // What is not covered is as it was, but for faint rain.
    const { images: snowy, masks } = whole.weathers[2];
    const far = masks[0].findIndex(
      (covered, i) => !covered && snowy[0].data[3 * i] === whole.dry[0].data[3 * i],
    );
    expect(far).toBeGreaterThanOrEqual(0);
  });

  test('are sets that can be analysed, the dry one first', async () => {
    const sets = weatherSets(await weatherPatches(images, weathers.slice(0, 2), { patch: 64 }), 32);
    expect(sets.degradations).toEqual(['dry', 'seen', 'unseen rain']);
    expect(sets.patches.length).toBe(6);
    expect([...sets.labels]).toEqual([0, 0, 1, 1, 2, 2]);
    expect([...sets.contents]).toEqual([0, 1, 0, 1, 0, 1]);
    expect(sets.patches[0].height).toBe(32);
  });

  test('a network that does nothing errs as much as nothing does, and leaves all; no tensor is left behind', async () => {
    const patches = await weatherPatches(images, weathers, { patch: 48 });
    const network: Network = await buildNetwork({ kind: 'srresnet', channels: 16, blocks: 1, scale: 1 });
    // Its last convolution all zeros, it puts out its input.
    const layer = network.model.getLayer('Output.conv');
    layer.setWeights(layer.getWeights().map((weight) => tf.zerosLike(weight)));
    const before = tf.memory().numTensors;
    const rows = await errorRows('idle', network, patches);
    expect(tf.memory().numTensors).toBe(before);
    for (const idle of rows) {
      const { rain, background } = rowOf(untouchedRows(patches), 'untouched', idle.weather);
      idle.background.forEach((value, i) => expect(value).toBeCloseTo(background[i], 3));
      if (idle.weather === 'dry') continue;
      idle.rain.forEach((value, i) => expect(value).toBeCloseTo(rain[i], 3));
      for (const left of idle.left) expect(left).toBeCloseTo(1, 3);
    }
    network.model.dispose();
  });

  test('a network that enlarges is refused with words', async () => {
    const patches = await weatherPatches(images, weathers.slice(0, 1), { patch: 32 });
    const network = await buildNetwork({ kind: 'srresnet', channels: 16, blocks: 1, scale: 2 });
    await expect(errorRows('large', network, patches)).rejects.toThrow(/64 x 64 of 32 x 32/);
    network.model.dispose();
  });
});

test('the window that is covered the most lies within', () => {
  const mask = new Uint8Array(40 * 40);
  for (let y = 22; y < 26; y++) for (let x = 12; x < 16; x++) mask[y * 40 + x] = 1;
  const window = mostCovered(mask, 40, 4);
  expect(window).toEqual({ left: 12, top: 22, size: 4 });
  expect(mostCovered(new Uint8Array(1600), 40, 4)).toEqual({ left: 10, top: 10, size: 4 });
});

describe('claims', () => {
  const names = [1, 2].map((seed) => ({
    few: `few${seed}`,
    middle: `middle${seed}`,
    all: `all${seed}`,
    wide: `wide${seed}`,
    simple: `simple${seed}`,
    busy: `busy${seed}`,
  }));
  const row = (network: string, weather: string, rain: number, background: number): ErrorRow => ({
    network,
    weather,
    rain: [rain - 1, rain, rain + 1],
    background: [background, background, background],
    left: [0.4, 0.5, 0.6],
  });
  const errors = (unseen: Readonly<Record<string, readonly [number, number]>>): ErrorRow[] =>
    names.flatMap((of) =>
      Object.entries(of).flatMap(([which, network]) => [
        row(network, 'seen', 20, 8),
        row(network, 'unseen', ...unseen[which]),
      ]),
    );
  const apart = (medium: number): ApartRow[] =>
    names.flatMap(({ all, wide }) =>
      [
        [all, medium],
        [wide, 10],
      ].map(([network, chi]) => ({
        network: network as string,
        view: 'flattened' as const,
        pair: ['seen', 'unseen'] as const,
        chi: chi as number,
        share: 0,
      })),
    );
  const course = (last: number) => [
    { iteration: 1, rain: { seen: 20, unseen: 30 }, background: {} },
    { iteration: 9, rain: { seen: 20, unseen: last }, background: {} },
  ];
  const check = (
    unseen: Readonly<Record<string, readonly [number, number]>>,
    { medium, last }: { medium: number; last: number },
  ): Record<string, string> =>
    Object.fromEntries(
      checkDeraining({ errors: errors(unseen), apart: apart(medium), course: course(last) }, names, {
        seen: 'seen',
        unseen: 'unseen',
      }).map(({ id, verdict }) => [id, verdict]),
    );

  test('hold where the paper is right', () => {
    const verdicts = check(
      {
        few: [40, 14],
        middle: [43.5, 11],
        all: [44, 11],
        wide: [38, 10],
        simple: [40, 12],
        busy: [43, 12],
      },
      { medium: 20, last: 40 },
    );
    expect(Object.values(verdicts).every((verdict) => verdict === 'holds')).toBe(true);
    expect(Object.keys(verdicts)).toHaveLength(9);
  });

  test('do not hold where nothing differs', () => {
    const same: readonly [number, number] = [40, 20];
    const verdicts = check(
      { few: same, middle: [43, 20], all: same, wide: same, simple: same, busy: same },
      { medium: 10, last: 30 },
    );
    expect(verdicts['D4-left']).toBe('holds weakly');
    delete verdicts['D4-left'];
    expect(Object.values(verdicts).every((verdict) => verdict === 'does not hold')).toBe(true);
  });
});
