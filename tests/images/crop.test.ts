import { describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { crop, cropCentre, cropGrid, cropRandom, cropToMultiple } from '@ddr-lab/images/crop';
import { createImage, type Image } from '@ddr-lab/images/image';
import { createRandom } from '@ddr-lab/base/random';

/** Red says the row, green the column, in hundredths. */
const image = createImage(7, 10);
for (let i = 0; i < 70; i++) image.data.set([Math.floor(i / 10) / 100, (i % 10) / 100, 0], i * 3);
const corner = (part: Image): number[] => [...part.data.subarray(0, 2)].map((v) => Math.round(v * 100));

describe('crops', () => {
  it('take the pixels they name', () => {
    const part = crop(image, 2, 3, { height: 4, width: 5 });
    expect([part.height, part.width, ...corner(part)]).toEqual([4, 5, 2, 3]);
    expect(Math.round(part.data[(3 * 5 + 4) * 3 + 1] * 100)).toBe(7);
  });

  it('from the centre, in a grid, to a multiple', () => {
    expect(corner(cropCentre(image, 3))).toEqual([2, 3]);
    expect(cropGrid(image, 3).map(corner)).toEqual([0, 3].flatMap((y) => [0, 3, 6].map((x) => [y, x])));
    expect(cropGrid(image, 3, { step: 4 }).map(corner)).toEqual(
      [0, 4].flatMap((y) => [0, 4].map((x) => [y, x])),
    );
    const even = cropToMultiple(image, 4);
    expect([even.height, even.width]).toEqual([4, 8]);
  });

  it('at random places, every one of them reached, the same for the same seed', () => {
    const places = (seed: number): string[] => {
      const random = createRandom(seed);
      return Array.from({ length: 400 }, () => corner(cropRandom(image, 6, random)).join());
    };
    expect(new Set(places(1)).size).toBe(2 * 5);
    expect(places(1)).toEqual(places(1));
    expect(places(1)).not.toEqual(places(2));
  });

  it('refuse what lies outside', () => {
    expect(() => crop(image, 5, 0, 3)).toThrow(InputError);
    expect(() => cropCentre(image, 8)).toThrow(/8 x 8.*7 x 10/);
    expect(() => cropRandom(image, 8, createRandom(1))).toThrow(InputError);
    expect(() => cropGrid(image, 3, { step: 0 })).toThrow(InputError);
  });
});
