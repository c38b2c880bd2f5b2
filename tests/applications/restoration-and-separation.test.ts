import { beforeAll, expect, it } from 'vitest';
import { degradedSets } from '../../src/analysis/degraded-sets';
import { highResolutionPatches } from '../../src/analysis/high-resolution-patches';
import { lowResolution } from '../../src/analysis/low-resolution';
import { restorationAndSeparation } from '../../src/applications/restoration-and-separation';
import { useBackend } from '@ddr-lab/engine/backend';
import { InputError } from '@ddr-lab/base/errors';
import { openSet } from '../../src/images/sets/open';
import { psnr } from '../../src/metrics/psnr';
import { buildNetwork, type Network } from '../../src/networks/network';
import { superResolve } from '../../src/networks/super-resolve';

let network: Network;
beforeAll(async () => {
  await useBackend();
  network = await buildNetwork({
    ...{ kind: 'srresnet', channels: 4, blocks: 1, scale: 4, globalResidual: true, seed: 1 },
  });
});

it('gives, a row a degradation, the PSNR of the outputs and how far features and outputs part', async () => {
  const images = await openSet('scenes', { count: 6 });
  const lr = await lowResolution(images, { count: 6, onMessage: false });
  const degradations = ['clean', 'blur4', 'clean'].map((name, i) =>
    i === 2 ? { name: 'same', apply: same } : name,
  );
  const sets = await degradedSets(lr, { degradations, count: 6, onMessage: false });
  const hr = await highResolutionPatches(images, { count: 6 });
  const notes = new Set<string | undefined>();
  const rows = await restorationAndSeparation(network, sets, hr, {
    onProgress: ({ note }) => notes.add(note),
  });
  expect([...notes]).toEqual(['RB1', 'outputs']);
  expect(rows.map(({ degradation }) => degradation)).toEqual(['clean', 'blur4', 'same']);
  const [clean, blur, unchanged] = rows;
  expect([clean.share, clean.shareOfOutput, clean.distanceOfOutput]).toEqual([0, 0, 0]);
  expect(clean.psnr.values[2]).toBeCloseTo(
    psnr(await superResolve(network, sets.patches[2]), hr[2], { border: 16 }),
    10,
  );
  // A blur costs PSNR and parts both features and outputs; what is the same does neither.
  expect(blur.psnr.mean).toBeLessThan(clean.psnr.mean - 1);
  expect(blur.shareOfOutput).toBeGreaterThan(0.1);
  expect(blur.distanceOfOutput).toBeGreaterThan(0.02);
  expect(unchanged.psnr).toEqual(clean.psnr);
  expect(unchanged.distanceOfOutput).toBe(0);
  expect(Math.abs(unchanged.share)).toBeLessThan(1e-9);
  await expect(restorationAndSeparation(network, sets, hr.slice(1))).rejects.toThrow(InputError);
});

const same = <T>(image: T): T => image;
