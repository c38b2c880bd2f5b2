import { expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { squaredDistances } from '../../src/metrics/dispersion';
import { versionDistance } from '../../src/metrics/version-distance';

/** Contents at 0, 3 and 6 when clean; the versions under label 1 are moved by 1, 1 and 2; those of label 2 not at all. */
const points = createMatrix(9, 1, Float64Array.of(0, 3, 6, 1, 4, 8, 0, 3, 6));
const groups = { labels: [0, 0, 0, 1, 1, 1, 2, 2, 2], contents: [0, 1, 2, 0, 1, 2, 0, 1, 2] };

it('is the mean squared distance of versions by that of contents', () => {
  const squares = squaredDistances(points);
  // (1 + 1 + 4) / 3, over (9 + 36 + 9) / 3.
  expect(versionDistance(squares, groups, [0, 1])).toBeCloseTo(2 / 18, 12);
  expect(versionDistance(squares, groups, [0, 2])).toBe(0);
  // Contents under label 1 are measured by where they lie under it: (9 + 49 + 16) / 3.
  expect(versionDistance(squares, groups, [1, 0])).toBeCloseTo(2 / (74 / 3), 12);
});

it('has no unit', () => {
  const scaled = createMatrix(
    9,
    1,
    points.data.map((value) => 1000 * value + 5),
  );
  expect(versionDistance(squaredDistances(scaled), groups, [0, 1])).toBeCloseTo(2 / 18, 9);
});

it('leaves contents out that one of the two lacks, and says what is wrong', () => {
  const squares = squaredDistances(points);
  const one = { ...groups, contents: [0, 1, 2, 0, 1, 5, 0, 1, 2] };
  expect(versionDistance(squares, one, [0, 1])).toBeCloseTo(1 / 9, 12);
  expect(() => versionDistance(squares, groups, [0, 3])).toThrow(InputError);
  expect(() => versionDistance(squares, { ...groups, labels: [0] }, [0, 1])).toThrow('as many labels');
  const same = squaredDistances(createMatrix(9, 1, new Float64Array(9)));
  expect(() => versionDistance(same, groups, [0, 1])).toThrow('nothing to measure by');
});
