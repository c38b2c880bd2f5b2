import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measure } from '../../src/cards/measure';
import { chiTable } from '../../src/cards/results';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { openSet } from '../../src/images/sets/open';
import { buildNetwork, type Network } from '../../src/networks/network';

let network: Network;
let scenes: ImageSet;
beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, scale: 2, seed: 1 });
  scenes = await openSet('scenes', { count: 5, size: 129 });
});
afterAll(() => network.model.dispose());

describe('measure', () => {
  it('measures what lacks, keeps what is there of the same weights, and drops that of others', async () => {
    const options = { quality: [], chi: [scenes], contrast: [], runs: 1, tsne: { iterations: 60 } };
    const small = { ...scenes, count: 12, read: async (i: number) => scenes.read(i % 5) };
    const first = await measure(network, undefined, { ...options, chi: [small] });
    expect(first.chi).toHaveLength(1);
    const marked = {
      ...first,
      chi: [
        { ...first.chi![0], mean: -1 },
        { ...first.chi![0], set: 'gone' },
      ],
    };
    const again = await measure(network, marked, { ...options, chi: [small] });
    expect(again.chi!.map(({ set, mean }) => [set, mean < 0])).toEqual([
      ['scenes', true],
      ['gone', false],
    ]);
    const foreign = { ...marked, weights: 'of another file' };
    expect(await measure(network, foreign, { ...options, chi: [small] })).toEqual(first);
  });

  it('measures CHI alone of a network that restores at the size of its input, of images as they are', async () => {
    const restoring = await buildNetwork({ kind: 'restoration', channels: 4, blocks: 1, seed: 1 });
    const options = { quality: [scenes], chi: [scenes], contrast: [], runs: 1, tsne: { iterations: 60 } };
    const measured = await measure(restoring, undefined, options);
    restoring.model.dispose();
    expect(measured.quality).toBeUndefined();
    expect(measured.chi![0].scale).toBe(1);
    expect(chiTable(measured.chi!)).toContain('as they are');
  });
});
