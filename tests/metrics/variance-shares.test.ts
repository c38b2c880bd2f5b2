import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { varianceShares, withoutGroupMeans } from '../../src/metrics/variance-shares';

interface Reference {
  points: number[][];
  contents: number[];
  labels: number[];
  content: number;
  degradation: number;
  interaction: number;
}
const file = path.join(__dirname, '../fixtures/metrics/reference.json');
const { shares } = JSON.parse(readFileSync(file, 'utf8')) as { shares: Reference };
const matrix = (rows: number[][]): Matrix =>
  createMatrix(rows.length, rows[0].length, Float64Array.from(rows.flat()));

describe('varianceShares', () => {
  const points = matrix(shares.points);

  it("are NumPy's, and add up to 1", () => {
    const ours = varianceShares(points, shares);
    // Sums of some hundred float64 squares.
    for (const name of ['content', 'degradation', 'interaction'] as const) {
      expect(ours[name]).toBeCloseTo(shares[name], 12);
    }
    expect(ours.content + ours.degradation + ours.interaction).toBeCloseTo(1, 12);
  });

  it('tell content from degradation, each alone', () => {
    const groups = { contents: [0, 1, 0, 1], labels: [0, 0, 1, 1] };
    expect(varianceShares(matrix([[1], [5], [1], [5]]), groups)).toEqual({
      content: 1,
      degradation: 0,
      interaction: 0,
    });
    expect(varianceShares(matrix([[1], [1], [5], [5]]), groups)).toEqual({
      content: 0,
      degradation: 1,
      interaction: 0,
    });
    expect(varianceShares(matrix([[1], [5], [5], [1]]), groups)).toEqual({
      content: 0,
      degradation: 0,
      interaction: 1,
    });
  });

  it('find no content where the means of the contents are taken away', () => {
    const rest = varianceShares(withoutGroupMeans(points, shares.contents), shares);
    expect(rest.content).toBeCloseTo(0, 12);
    const ratio = rest.degradation / rest.interaction;
    expect(ratio).toBeCloseTo(shares.degradation / shares.interaction, 10);
  });

  it('refuse sets that are not complete', () => {
    const one = matrix([[1], [2], [3]]);
    expect(() => varianceShares(one, { contents: [0, 1, 0], labels: [0, 0, 1] })).toThrow(
      'each content once',
    );
    expect(() => varianceShares(one, { contents: [0, 1], labels: [0, 0, 1] })).toThrow('as many labels');
    const same = matrix([[1], [1]]);
    expect(() => varianceShares(same, { contents: [0, 0], labels: [0, 1] })).toThrow(
      'All vectors are the same',
    );
  });
});
