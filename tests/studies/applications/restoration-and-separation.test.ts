import { beforeAll, expect, it } from 'vitest';
import { degradedSets, type DegradedSets } from '../../../src/analysis/degraded-sets';
import { highResolutionPatches, lowResolution } from '../../../src/analysis/low-resolution';
import { setDraws } from '../../../src/analysis/analyse-features';
import {
  restorationAndSeparation,
  type RestorationAndSeparationRow,
} from '../../../src/studies/applications/restoration-and-separation';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { useBackend } from '@ddr-lab/engine/backend';
import { InputError } from '@ddr-lab/base/errors';
import { pixelFeatures } from '../../../src/features/pixel-features';
import { tap } from '../../../src/features/tap';
import { openSet } from '../../../src/images/sets/open';
import { interval } from '../../../src/metrics/spread';
import { psnr } from '../../../src/metrics/psnr';
import { separation } from '../../../src/metrics/separation';
import { squaredDistances } from '../../../src/metrics/dispersion';
import { buildNetwork, type Network } from '../../../src/networks/network';
import { superResolve } from '../../../src/networks/super-resolve';
import { standardise } from '@ddr-lab/projection/standardise';
import { drawnPoints } from '../../metrics/drawn-points';

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
  await redrawnAsRepeated(rows, sets);
  await expect(restorationAndSeparation(network, sets, hr.slice(1))).rejects.toThrow(InputError);
});

/** Redraws, made by really repeating the rows: PSNR, the share of the pair and the distance at the output. */
async function redrawnAsRepeated(
  rows: readonly RestorationAndSeparationRow[],
  sets: DegradedSets,
): Promise<void> {
  const [clean, blur, unchanged] = rows;
  const { labels, contents } = sets;
  expect(clean).not.toHaveProperty('resampled');
  const { RB1 } = await tap(network, ['RB1'], sets.patches, { view: 'mean-deviation' });
  const features = squaredDistances(standardise(RB1));
  const outputs = [];
  for (const patch of sets.patches) outputs.push(await superResolve(network, patch));
  const pixels = squaredDistances(pixelFeatures(outputs));
  const draws = setDraws(sets)!;
  const shares: number[] = [];
  for (const [d, drawn] of draws.counts.entries()) {
    const taken = drawnPoints(draws, drawn).filter((row) => labels[row] < 2);
    const ofBlur = taken.filter((row) => labels[row] === 1).map((row) => contents[row]);
    const mean = ofBlur.reduce((sum, content) => sum + blur.psnr.values[content] / ofBlur.length, 0);
    expect(blur.psnr.resampled![d]).toBeCloseTo(mean, 10);
    // A content drawn twice is two: rows of each label stand in the same order.
    const numbers = taken.map((_, i) => i % ofBlur.length);
    const repeated = createMatrix(
      taken.length,
      taken.length,
      Float64Array.from(
        taken.flatMap((row) => taken.map((other) => features.data[row * features.columns + other])),
      ),
    );
    const drawnLabels = taken.map((row) => labels[row]);
    shares.push(separation(repeated, drawnLabels, { contents: numbers, permutations: 0 }).share);
    let [versions, others, pairs] = [0, 0, 0];
    for (const a of ofBlur) {
      versions += pixels.data[a * pixels.columns + a + 6] / ofBlur.length;
      for (const b of ofBlur.filter((content) => content !== a)) {
        others += pixels.data[a * pixels.columns + b];
        pairs++;
      }
    }
    if (pairs > 0) expect(blur.resampled!.distanceOfOutput[d]).toBeCloseTo(versions / (others / pairs), 8);
    else expect(blur.resampled!.distanceOfOutput[d]).toBeNaN();
  }
  const middle = interval(shares, 1e-9)!.low;
  for (const [d, share] of shares.entries()) {
    if (Number.isNaN(share)) expect(blur.resampled!.share[d]).toBeNaN();
    else expect(blur.resampled!.share[d] - blur.share).toBeCloseTo(share - middle, 8);
  }
  expect(blur.resampled!.shareOfOutput.length).toBe(499);
  expect(unchanged.psnr.resampled).toEqual(clean.psnr.resampled);
}

const same = <T>(image: T): T => image;
