import { describe, expect, it } from 'vitest';
import { meanPooled, placesOf } from '../../src/methods/degradation-aware/decoupling';
import { ranks, rankedViews, VIEWS } from '../../src/training/data/ranked-views';
import { openScenes } from '@ddr-lab/images/sets/scenes';

describe('what is known of the order of views', () => {
  const own = { blur: 2, noise: 10 };
  // Two of one degradation, less blur, more noise, none.
  const drawn = [own, own, { blur: 1, noise: 10 }, { blur: 2, noise: 20 }, { blur: 0, noise: 0 }];
  const { order, same, clean } = ranks(drawn);
  const above = (i: number, j: number): boolean => order[i * VIEWS + j] > 0;

  it('is that of blur and of noise, each with the other held', () => {
    expect([above(0, 2), above(1, 2), above(3, 0), above(3, 1)]).toEqual([true, true, true, true]);
    expect([above(2, 0), above(0, 3), above(0, 1), above(1, 0)]).toEqual([false, false, false, false]);
  });

  it('puts everything above what is not degraded, and what is stronger in both above what is weaker', () => {
    for (let i = 0; i < 4; i++) expect([above(i, 4), above(4, i)]).toEqual([true, false]);
    expect(above(3, 2)).toBe(true);
  });

  it('weighs pairs evenly', () => {
    const sum = (values: Float32Array): number => values.reduce((a, b) => a + b, 0);
    expect(sum(order)).toBeCloseTo(1, 6);
    expect(sum(same)).toBe(2);
    expect([...clean]).toEqual([0, 0, 0, 0, 5]);
    expect([same[1], same[VIEWS]]).toEqual([1, 1]);
  });

  it('says nothing of what is stronger in one and weaker in the other', () => {
    const crossed = ranks([own, own, { blur: 3, noise: 10 }, { blur: 2, noise: 20 }, { blur: 0, noise: 0 }]);
    expect([crossed.order[2 * VIEWS + 3], crossed.order[3 * VIEWS + 2]]).toEqual([0, 0]);
  });
});

it('views depend on the seed and the iteration alone', async () => {
  const images = openScenes({ count: 3, seed: 1 });
  const options = {
    patch: 8,
    groups: 2,
    scale: 4,
    seed: 5,
    model: { blur: [0.2, 4], noise: [0, 25] },
  } as const;
  const [a, b] = [rankedViews(images, options), rankedViews(images, options)];
  await a(0);
  const [first, second] = [await a(7), await b(7)];
  expect(first).toEqual(second);
  expect(first.views.length).toBe(2 * VIEWS * 8 * 8 * 3);
  expect((await a(8)).views).not.toEqual(first.views);
  const other = await rankedViews(images, { ...options, seed: 6 })(7);
  expect(other.views).not.toEqual(first.views);
});

describe('of an embedding', () => {
  it('places keep away from the border', () => {
    expect(placesOf({ count: 2, step: 3, border: 4 }, 10)).toEqual([44, 47, 74, 77]);
  });

  it('originals are averaged to the size of LR, images and colours apart', () => {
    const [patch, scale] = [2, 2];
    const hr = Float32Array.from({ length: 2 * 16 * 3 }, (_, at) => {
      const pixel = Math.floor(at / 3);
      return (at % 3) * 1000 + Math.floor(pixel / 16) * 100 + (pixel % 16);
    });
    const pooled = meanPooled(hr, { patch, scale });
    // Rows 0 1 / 4 5, 2 3 / 6 7, ... of four a row.
    const means = [2.5, 4.5, 10.5, 12.5];
    const wanted = [0, 100].flatMap((image) =>
      means.flatMap((mean) => [0, 1000, 2000].map((colour) => colour + image + mean)),
    );
    expect([...pooled]).toEqual(wanted);
  });
});
