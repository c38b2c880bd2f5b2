import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { analyse } from '../../src/analysis/analyse';
import type { DegradedSets } from '../../src/analysis/degraded-sets';
import { createImage } from '@ddr-lab/images/image';
import { importNetwork } from '../../src/networks/import/import-network';

/** What make.py wrote: drawn patches, and the scores that PyTorch and scikit-learn find. */
interface Independent {
  readonly side: number;
  readonly count: number;
  readonly patches: string;
  readonly scores: Readonly<Record<string, { wd: number; bd: number; chi: number }>>;
}
const fixtures = path.join(__dirname, '../fixtures');
const independent = JSON.parse(
  readFileSync(path.join(fixtures, 'reports/independent.json'), 'utf8'),
) as Independent;

function sets(): DegradedSets {
  const { side, count } = independent;
  const bytes = Buffer.from(independent.patches, 'base64');
  const length = side * side * 3;
  const patches = Array.from({ length: 3 * count }, (_, i) =>
    createImage(
      side,
      side,
      Float32Array.from(bytes.subarray(i * length, (i + 1) * length), (byte) => byte / 255),
    ),
  );
  return {
    degradations: ['clean', 'blur2', 'noise20'],
    patches,
    labels: Int32Array.from(patches, (_, i) => Math.floor(i / count)),
    contents: Int32Array.from(patches, (_, i) => i % count),
  };
}

it('scores of each layer are those that PyTorch and scikit-learn find', async () => {
  const network = await importNetwork(path.join(fixtures, 'import/msrresnet-x4.pth'));
  const layers = Object.keys(independent.scores);
  const results = await analyse(network, sets(), {
    layers,
    runs: 1,
    tsne: { perplexity: 10, iterations: 20 },
    cache: false,
  });
  expect(results.map(({ layer }) => layer)).toEqual(layers);
  for (const { layer, reduced } of results) {
    for (const score of ['wd', 'bd', 'chi'] as const) {
      // Features are float32 sums in another order: 2e-5 apart at most, relative to their size near 1; squares twice that.
      const relative = Math.abs(reduced[score] / independent.scores[layer][score] - 1);
      expect(relative, `${layer}, ${score}`).toBeLessThan(1e-4);
    }
  }
});
