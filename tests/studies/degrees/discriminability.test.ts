import { describe, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { clusterScores } from '../../../src/metrics/clusters';
import { centreDistance, discriminability } from '../../../src/studies/degrees/degree-spectrum';
import { createRandom } from '@ddr-lab/base/random';

describe('centreDistance', () => {
  it.each([40, 4000])('recovers how far apart two round groups were drawn, from %i points', (points) => {
    const random = createRandom(3);
    const apart = 3;
    const data = Float64Array.from({ length: 2 * points }, (_, i) => {
      const second = i >= points;
      return 5 * (random.normal() + (second && i % 2 === 0 ? apart : 0));
    });
    const labels = Int32Array.from({ length: points }, (_, i) => (i < points / 2 ? 0 : 1));
    const { chi } = clusterScores(createMatrix(points, 2, data), labels);
    // The standard error of a difference of two means of m points is sqrt(2 / m); three of them.
    expect(Math.abs(centreDistance(chi, points) - apart)).toBeLessThan(3 * Math.sqrt(4 / points) * 1.5);
  });

  it('refuses what is no CHI', () => {
    expect(() => centreDistance(-1, 100)).toThrow('not -1 and 100');
    expect(() => centreDistance(1, 2)).toThrow('three points');
  });
});

describe('discriminability', () => {
  it('has the bounds that its description gives for 200 points', () => {
    expect([0, 24, 25, 98, 99, 395, 396, 5000].map((chi) => discriminability(chi, 200))).toEqual([
      '-',
      '-',
      '+',
      '+',
      '++',
      '++',
      '+++',
      '+++',
    ]);
  });

  it('grades the same distance alike, however many points there are', () => {
    for (const points of [20, 100, 1000]) {
      expect(discriminability(((points - 2) / 8) * 3 ** 2, points)).toBe('++');
    }
  });
});
