import { describe, expect, it } from 'vitest';
import { degreeSpectrum } from '../../../src/studies/degrees/degree-spectrum';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { clusterScores } from '../../../src/metrics/clusters';
import { imageDraws } from '../../../src/metrics/image-draws';
import { interval, type Spread } from '../../../src/metrics/spread';
import { createRandom } from '@ddr-lab/base/random';

const degradations = ['clean', 'noise10', 'noise20', 'noise30'];
const each = 30;
const labels = Int32Array.from({ length: 4 * each }, (_, i) => Math.floor(i / each));

/** A map in which degree k lies at `place(k)` on an axis turned by 40 degrees. */
function run(place: (degree: number) => number, seed: number) {
  const random = createRandom(seed);
  const data = new Float64Array(8 * each);
  for (let i = 0; i < 4 * each; i++) {
    const along = place(labels[i]) + random.normal();
    const across = random.normal();
    data[2 * i] = Math.cos(0.7) * along - Math.sin(0.7) * across;
    data[2 * i + 1] = Math.sin(0.7) * along + Math.cos(0.7) * across;
  }
  const points = createMatrix(4 * each, 2, data);
  return { points, kl: 0, ...clusterScores(points, labels) };
}

describe('degreeSpectrum', () => {
  it('finds degrees that lie in order, whichever way round, and pairs that part by their distance', () => {
    const { pairs, order } = degreeSpectrum(
      { runs: [run((k) => 5 * k, 1), run((k) => -5 * k, 2)] },
      { labels, degradations },
    );
    expect(Math.min(...order.values)).toBeGreaterThan(0.9);
    expect(pairs.map(({ first, second }) => `${first}${second}`)).toEqual([
      '01',
      '02',
      '12',
      '03',
      '13',
      '23',
    ]);
    expect(pairs.every(({ points, chi }) => points === 60 && chi.values.length === 2)).toBe(true);
    const chi = (first: number, second: number): number =>
      pairs.find((pair) => pair.first === first && pair.second === second)!.chi.mean;
    expect(chi(0, 3)).toBeGreaterThan(chi(0, 2));
    expect(chi(0, 2)).toBeGreaterThan(chi(1, 2));
  });

  it('knows, with contents, what order and pairs would be of other images', () => {
    const contents = labels.map((_, i) => i % each);
    const runs = [run((k) => 2 * k, 1), run((k) => 2 * k, 2)];
    const { pairs, order } = degreeSpectrum({ runs }, { labels, degradations, contents });
    const within = ({ mean, resampled }: Spread): boolean => {
      const { low, high } = interval(resampled!)!;
      return low < mean && mean < high;
    };
    expect([order, ...pairs.map(({ chi }) => chi)].every(within)).toBe(true);
    // By hand, two redraws: every patch of an image as often as the image was drawn. All are multiplied alike (`aroundValue`).
    const byHand = imageDraws(contents)
      .counts.slice(0, 2)
      .map((drawn) => {
        const rows = [...labels.keys()].flatMap((i) =>
          labels[i] < 2 ? Array<number>(drawn[contents[i]]).fill(i) : [],
        );
        const of = runs.map(({ points }) => {
          const data = Float64Array.from(rows.flatMap((i) => [points.data[2 * i], points.data[2 * i + 1]]));
          return clusterScores(
            createMatrix(rows.length, 2, data),
            rows.map((i) => labels[i]),
          ).chi;
        });
        return (of[0] + of[1]) / 2;
      });
    const [first, second] = pairs[0].chi.resampled!;
    // The same sums in another order.
    expect(first / second).toBeCloseTo(byHand[0] / byHand[1], 8);
  });

  it('finds no order in a map without one', () => {
    const { pairs, order } = degreeSpectrum({ runs: [run(() => 0, 3)] }, { labels, degradations });
    // Of 120 unrelated points: 0 with a standard deviation of 0.09.
    expect(order.mean).toBeLessThan(0.3);
    expect(Math.max(...pairs.map(({ chi }) => chi.mean))).toBeLessThan(12);
  });
});
