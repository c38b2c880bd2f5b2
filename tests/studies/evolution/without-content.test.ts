import { expect, it } from 'vitest';
import { withoutContent } from '../../../src/studies/evolution/without-content';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { createRandom } from '@ddr-lab/base/random';

const contents = 35;
const sets = {
  labels: Int32Array.from({ length: 3 * contents }, (_, i) => Math.floor(i / contents)),
  contents: Int32Array.from({ length: 3 * contents }, (_, i) => i % contents),
};

/** 12 numbers a patch: strong content, a weak trace of its degradation, a little noise. */
function features(trace: number): Matrix {
  const random = createRandom(9);
  const ofContent = Float64Array.from({ length: 12 * contents }, () => 20 * random.normal());
  const ofLabel = Float64Array.from({ length: 36 }, () => trace * random.normal());
  const data = Float64Array.from({ length: 36 * contents }, (_, at) => {
    const [row, column] = [Math.floor(at / 12), at % 12];
    return (
      ofContent[sets.contents[row] * 12 + column] + ofLabel[sets.labels[row] * 12 + column] + random.normal()
    );
  });
  return createMatrix(3 * contents, 12, data);
}

it('finds a degradation that content outweighs', async () => {
  const { shares, asTheyAre, withoutContent: without } = await withoutContent(features(3), sets, { runs: 2 });
  expect(shares.content).toBeGreaterThan(0.9);
  expect(asTheyAre.chi.mean).toBeLessThan(5);
  expect(without.chi.mean).toBeGreaterThan(100);
});

it('finds none where there is none', async () => {
  const { withoutContent: without } = await withoutContent(features(0), sets, { runs: 2 });
  expect(without.chi.mean).toBeLessThan(5);
});
