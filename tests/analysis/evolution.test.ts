import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chiRow } from '../../src/analysis/chi';
import { evolution, snapshots } from '../../src/analysis/evolution';
import { keepSnapshots } from '../../src/cards/halve';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { openSet } from '../../src/images/sets/open';
import { buildNetwork, saveNetwork, type Network } from '../../src/networks/network';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-evolution-'));
let network: Network;
let scenes: ImageSet;
const quick = { runs: 2, tsne: { perplexity: 3, iterations: 60 } };
beforeAll(async () => {
  network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, scale: 2, seed: 1 });
  scenes = await openSet('scenes', { count: 5, size: 129 });
});
afterAll(() => {
  network.model.dispose();
  rmSync(folder, { recursive: true });
});

describe('evolution', () => {
  it('measures each snapshot that was kept, in half precision, then the finished network', async () => {
    const from = path.join(folder, 'from');
    const to = path.join(folder, 'to');
    mkdirSync(from);
    for (const seed of [0, 16]) {
      const other = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 2, scale: 2, seed });
      const metadata = { iterations: String(seed), log: '[]' };
      await saveNetwork(path.join(from, `${String(seed).padStart(7, '0')}.safetensors`), {
        ...other,
        metadata,
      });
      other.model.dispose();
    }
    writeFileSync(path.join(from, 'notes.txt'), 'not a snapshot');
    await keepSnapshots('name', { from, to });
    const finished = path.join(folder, 'finished.safetensors');
    await saveNetwork(finished, { ...network, metadata: { iterations: '20' } });
    const moments = await snapshots('name', { folder: to, finished });
    expect(moments.map(({ iteration }) => iteration)).toEqual([0, 16, 20]);
    const rows = await evolution(moments, scenes, { ...quick, scale: 2 });
    expect(rows.map(({ iteration }) => iteration)).toEqual([0, 16, 20]);
    expect(rows[2].chi).toEqual(await chiRow(network, scenes, { ...quick, scale: 2 }));
    expect(new Set(rows.map(({ psnr }) => psnr)).size).toBe(3);
    cpSync(finished, path.join(to, '0000020.safetensors'));
    expect(await snapshots('name', { folder: to, finished })).toHaveLength(3);
    // The recipe draws the untrained network: no file of it is needed.
    rmSync(path.join(to, '0000000.safetensors'));
    const recipe = JSON.stringify({ network: network.spec, snapshots: [0, 16] });
    await saveNetwork(finished, { ...network, metadata: { iterations: '20', recipe } });
    const drawn = await snapshots('name', { folder: to, finished });
    expect(drawn.map(({ iteration }) => iteration)).toEqual([0, 16, 20]);
    const [first, , last] = await evolution(drawn, scenes, { ...quick, scale: 2 });
    // `network` is as it was drawn.
    expect(first.psnr).toBe(last.psnr);
    await expect(snapshots('name', { folder: path.join(folder, 'none') })).rejects.toThrow(
      /ddr halve name --snapshots/,
    );
    await expect(keepSnapshots('name', { from: folder, to })).rejects.toThrow(/holds no snapshot/);
  });
});
