import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chiRow } from '../../src/analysis/chi';
import { chiChange, halfChi, keepsAccuracy, keepsChi } from '../../src/analysis/half-precision';
import { lastBlock } from '../../src/analysis/layers';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { openSet } from '../../src/images/sets/open';
import { buildNetwork, readWeights, type Network, inHalfPrecision } from '../../src/networks/network';

let network: Network;
let scenes: ImageSet;
const quick = { runs: 2, tsne: { perplexity: 3, iterations: 60 } };
beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, scale: 2, seed: 1 });
  scenes = await openSet('scenes', { count: 5, size: 129 });
});
afterAll(() => network.model.dispose());

describe('lastBlock', () => {
  it.each([
    [['Conv1', 'RB1', 'RB2', 'UP1', 'HRConv', 'Output'], 'RB2'],
    [['Conv1', 'Conv2', 'Output'], 'Conv2'],
    [['Conv1', 'Conv2_1', 'Conv5_2', 'GAP', 'Output'], 'Conv5_2'],
    [['Conv1', 'RRDB1', 'RRDB4', 'BodyConv', 'UP1', 'Output'], 'RRDB4'],
  ])('%j', (layers, block) => expect(lastBlock({ layers })).toBe(block));

  it('says so where there is nothing before the tail', () => {
    expect(() => lastBlock({ layers: ['Output'] })).toThrow(/no layer before its tail/);
  });
});

describe('chiRow and half precision', () => {
  it('measures the last block, before t-SNE and after', async () => {
    const row = await chiRow(network, scenes, quick);
    expect([row.layer, row.runs, row.images]).toEqual(['RB2', 2, 5]);
    expect(row.mean).toBeGreaterThan(0);
    expect(await chiRow(network, scenes, quick)).toEqual(row);
  });

  it('rounds weights to 11 bits, and compares the same things', async () => {
    const half = await inHalfPrecision(network);
    const [full, rounded] = [await readWeights(network.model), await readWeights(half.model)];
    let changed = 0;
    for (const [name, { data }] of full) {
      rounded.get(name)!.data.forEach((value, i) => {
        if (value !== data[i]) changed++;
        expect(Math.abs(value - data[i])).toBeLessThanOrEqual(
          Math.max(Math.abs(data[i]) * 2 ** -11, 2 ** -25),
        );
      });
    }
    expect(changed).toBeGreaterThan(100);
    const row = await halfChi(network, half, scenes, quick);
    half.model.dispose();
    // Before t-SNE, rounding changes little; with nothing rounded it changes nothing.
    expect(Math.abs(chiChange(row).reduced)).toBeLessThan(0.02);
    expect(row.half.reduced).not.toBe(row.full.reduced);
    expect(Math.abs(row.half.psnr - row.full.psnr)).toBeLessThan(0.01);
    const same = await halfChi(network, network, scenes, quick);
    expect(same.half).toEqual(same.full);
  });

  it('accepts what cannot be told from chance, and no more', () => {
    const one = (
      mean: number,
      reduced: number,
      standardError = 1,
    ): Parameters<typeof keepsChi>[0]['full'] => ({
      mean,
      reduced,
      standardError,
      psnr: 24,
    });
    expect(keepsChi({ full: one(200, 50), half: one(203, 50) })).toBe(true);
    expect(keepsChi({ full: one(200, 50), half: one(210, 50) })).toBe(false);
    expect(keepsChi({ full: one(200, 50, 6), half: one(210, 50, 6) })).toBe(true);
    expect(keepsChi({ full: one(200, 50), half: one(200, 52) })).toBe(false);
    expect(keepsAccuracy({ full: 0.86, half: 0.8592 })).toBe(true);
    expect(keepsAccuracy({ full: 0.86, half: 0.8588 })).toBe(false);
  });
});
