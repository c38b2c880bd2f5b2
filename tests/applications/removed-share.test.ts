import { describe, expect, it } from 'vitest';
import { removedShares } from '../../src/applications/removed-share';
import { InputError } from '../../src/errors';
import { createImage, mapSamples, type Image } from '../../src/images/image';
import { createRandom } from '../../src/random/random';

const random = createRandom(3);
const clean = [0, 1].map(() =>
  createImage(
    4,
    5,
    new Float32Array(60).map(() => 0.2 + 0.2 * random.uniform()),
  ),
);
/** Half of an image's samples turned round; all stay in the range in which nothing is clipped. */
const spoilt = clean.map((image) => {
  let i = 0;
  return mapSamples(image, (value) => (i++ % 2 ? 0.6 - value : value));
});
const same = (image: Image): Image => image;

describe('removedShares', () => {
  it('is 0 for a method that does nothing, 1 for one that finds the original, below 0 for one that doubles', async () => {
    const original = (image: Image): Image => clean[Math.max(spoilt.indexOf(image), clean.indexOf(image))];
    const rows = await removedShares(
      {
        nothing: same,
        original,
        half: (image) => mapSamples(image, (value) => 0.3 + value / 2),
        double: (image) => mapSamples(image, (value) => 2 * value),
      },
      same,
      clean,
      { spoilt },
    );
    expect(rows.map(({ method }) => method)).toEqual(['nothing', 'original', 'half', 'double']);
    // A change half as large has a quarter of the square, twice as large four times; in float32.
    [0, 1, 0.75, -3].forEach((wanted, k) => {
      expect(rows[k].share.mean).toBeCloseTo(wanted, 5);
      expect(rows[k].share.values).toHaveLength(2);
    });
  });

  it('tells of its progress up to the end', async () => {
    const seen: number[] = [];
    await removedShares(
      { same },
      same,
      clean,
      { spoilt },
      { onProgress: ({ done, total }) => seen.push(done / total) },
    );
    expect(seen.at(-1)).toBe(1);
    expect(seen).toHaveLength(8);
  });

  it.each([
    [{ spoilt: spoilt.slice(1) }, /spoilt: 1 degraded images beside 2 clean/],
    [{ clean }, /clean does not change image 0/],
  ])('refuses what cannot be compared', async (degraded, message) => {
    await expect(removedShares({ same }, same, clean, degraded)).rejects.toThrow(message);
    await expect(removedShares({ same }, same, clean, degraded)).rejects.toThrow(InputError);
  });
});
