import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NpyArray } from '@ddr-lab/base/arrays/npy';
import { createGroupFilter } from '@ddr-lab/bm3d/group-filter';
import { kaiserWindow, type Plane } from '@ddr-lab/bm3d/aggregation';
import { referencePositions } from '@ddr-lab/bm3d/step';
import { matchByCoefficients, matchByPixels, createMatches, type Matches } from '@ddr-lab/bm3d/matching';
import { publishedSettings } from '@ddr-lab/bm3d/settings';
import { bior15, dct } from '@ddr-lab/bm3d/patch-transforms';
import { groupTransforms } from '@ddr-lab/bm3d/group-transforms';
import { asPlane, largestDifference, reference } from './fixture';

let arrays: Record<string, NpyArray>;
const numbers = (name: string): number[] => Array.from(arrays[name].data, Number);
beforeAll(async () => {
  arrays = await reference();
});

// Double precision on both sides, sums of a few numbers below 1.
const rounding = 1e-12;

describe('transforms', () => {
  it('bior1.5 is PyWavelets’, DCT and Kaiser window are SciPy’s and NumPy’s', () => {
    expect(largestDifference(bior15(8).forward, numbers('bior_8'))).toBeLessThan(rounding);
    expect(largestDifference(dct(8).forward, numbers('dct_8'))).toBeLessThan(rounding);
    expect(largestDifference(dct(11).forward, numbers('dct_11'))).toBeLessThan(rounding);
    const line = numbers('kaiser_8');
    const window = line.flatMap((a) => line.map((b) => a * b));
    expect(largestDifference(kaiserWindow(8, 2), window)).toBeLessThan(rounding);
  });

  it.each([['bior1.5', bior15(8)] as const, ['DCT', dct(12)] as const])('%s inverts', (_, transform) => {
    const { size: n, forward, inverse } = transform;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += inverse[i * n + k] * forward[k * n + j];
        expect(sum).toBeCloseTo(i === j ? 1 : 0, 12);
      }
    }
  });

  it.each(['haar', 'hadamard'] as const)(
    '%s along a group is the reference’s matrix, and inverts',
    (name) => {
      const matrix = numbers(`${name}_16`);
      const group = Float64Array.from({ length: 16 * 3 }, (_, i) => Math.sin(i * i));
      const expected = Float64Array.from({ length: 16 * 3 }, (_, i) => {
        let sum = 0;
        for (let k = 0; k < 16; k++) sum += matrix[Math.floor(i / 3) * 16 + k] * group[k * 3 + (i % 3)];
        return sum;
      });
      const transformed = group.slice();
      const scratch = new Float64Array(16 * 3);
      groupTransforms[name].forward(transformed, 16, 3, scratch);
      expect(largestDifference(transformed, expected)).toBeLessThan(rounding);
      groupTransforms[name].inverse(transformed, 16, 3, scratch);
      expect(largestDifference(transformed, group)).toBeLessThan(rounding);
    },
  );
});

describe('block matching', () => {
  it('finds the reference’s patches in its order, at its distances', () => {
    const plane = asPlane(arrays.grey_noisy);
    const columns = referencePositions(plane.width, 8, 3);
    const area = { columns, patch: 8, radius: 19, capacity: 16, maximumDistance: 2500 };
    const matches = matchByPixels(plane, area).findRow(21);
    const j = columns.indexOf(12);
    const corners = numbers('corners');
    const found = Array.from(matches.patches.subarray(j * 16, j * 16 + corners.length / 2));
    expect(found.flatMap((at) => [Math.floor(at / plane.width), at % plane.width])).toEqual(corners);
    const distances = matches.distances.subarray(j * 16, j * 16 + corners.length / 2).map((d) => d / 64);
    // Distances are some hundreds of squared levels; sums in another order, in double precision.
    expect(largestDifference(distances, numbers('corner_distances'))).toBeLessThan(1e-9);
  });

  it('compares thresholded coefficients where the noise is strong', () => {
    const plane = asPlane(arrays.grey_noisy);
    const columns = Int32Array.of(12);
    const area = { columns, patch: 12, radius: 19, capacity: 1024, maximumDistance: 5000 };
    const matches = matchByCoefficients(plane, area, dct(12), 2 * 50).findRow(16);
    const distanceTo = (x: number): number =>
      matches.distances[matches.patches.indexOf(16 * plane.width + x)] / 144;
    const found = [10, 11, 12, 13, 14].map(distanceTo);
    const expected = numbers('strong_distances');
    // Coefficients are kept in single precision: 6e-8 of values up to 2,000.
    found.forEach((distance, i) => expect(distance).toBeCloseTo(expected[i], 2));
    expect(found[2]).toBe(0);
    expect(Math.max(...found)).toBeGreaterThan(1);
  });

  it('keeps what sorting keeps, the first of equals', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 60 }),
        fc.integer({ min: 1, max: 16 }),
        fc.integer({ min: 0, max: 20 }),
        (distances, capacity, greatest) => {
          const matches = createMatches(1, capacity, greatest);
          distances.forEach((distance, patch) => matches.offer(0, distance, patch));
          const expected = distances
            .map((distance, patch) => ({ distance, patch }))
            .filter(({ distance }) => distance <= greatest)
            .sort((a, b) => a.distance - b.distance)
            .slice(0, capacity);
          expect(matches.count[0]).toBe(expected.length);
          expect([...matches.patches.subarray(0, expected.length)]).toEqual(expected.map((m) => m.patch));
        },
      ),
    );
  });

  it('covers every pixel with reference patches', () => {
    expect([...referencePositions(20, 8, 3)]).toEqual([0, 3, 6, 9, 12]);
    expect([...referencePositions(21, 8, 3)]).toEqual([0, 3, 6, 9, 12, 13]);
    expect([...referencePositions(8, 8, 3)]).toEqual([0]);
  });
});

describe('collaborative filtering of one group', () => {
  /** One group whose patches do not overlap others' estimates: the estimate of a single-patch aggregation. */
  function filtered(plane: Plane, basic: Plane | undefined, corners: number[]): Plane {
    const settings = basic ? publishedSettings(20).wiener : publishedSettings(20).hard;
    const filter = createGroupFilter({ noisy: plane, basic, sigma: 20, threshold: 2.7 }, settings);
    const matches: Matches = createMatches(1, settings.group, Infinity);
    for (let i = 0; i < corners.length; i += 2) {
      matches.offer(0, i, corners[i] * plane.width + corners[i + 1]);
    }
    filter.filterRow(matches, Math.min(21 + 19, plane.height - 8));
    return filter.estimate();
  }

  it.each([
    ['hard thresholding', 'corners', 'patches', false],
    ['Wiener filter', 'wiener_corners', 'wiener_patches', true],
  ] as const)('%s: the reference’s patches', (_, cornersName, patchesName, wiener) => {
    const plane = asPlane(arrays.grey_noisy);
    const corners = numbers(cornersName);
    const patches = numbers(patchesName);
    const estimate = filtered(plane, wiener ? asPlane(arrays.grey_basic) : undefined, corners);
    const window = kaiserWindow(8, 2);
    const above = new Float64Array(plane.data.length);
    const below = new Float64Array(plane.data.length);
    patches.forEach((value, i) => {
      const [k, y, x] = [Math.floor(i / 64), Math.floor((i % 64) / 8), i % 8];
      const at = (corners[2 * k] + y) * plane.width + corners[2 * k + 1] + x;
      above[at] += window[8 * y + x] * value;
      below[at] += window[8 * y + x];
    });
    const covered = [...below.keys()].filter((at) => below[at] > 0);
    expect(covered.length).toBeGreaterThan(64);
    // Levels of 0 to 255 from coefficients in single precision (6e-8 of values up to 2,000): 1e-5 of white is 2.5e-3.
    const differences = covered.map((at) => Math.abs(estimate.data[at] - above[at] / below[at]));
    expect(Math.max(...differences)).toBeLessThan(1e-5 * 255);
  });
});
