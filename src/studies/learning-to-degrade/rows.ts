import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import type { OnProgress } from '@ddr-lab/base/progress';
import type { Image } from '@ddr-lab/images/image';
import { domainsApart } from '../../analysis/domain-gap';
import { lastBlock } from '../../analysis/layers';
import { tap } from '../../features/tap';
import { type BlurAndNoise, blurAndNoise } from '../../metrics/blur-and-noise';
import { linearProbe } from '../../metrics/linear-probe';
import { spectrumDistance } from '../../metrics/spectrum-distance';
import type { Tappable } from '../../networks/tappable';
import type { DegradedDomains } from './domains';

/** What clean patches are called. */
export const BICUBIC = 'bicubic';

/** What the target domain drawn again is called. */
export const SECOND = 'second sample';

/** How near one way to make LR images comes to the target domain. */
export interface DegradationRow {
  readonly name: string;
  /** Distance of the mean spectra (`spectrumDistance`). */
  readonly spectrum: number;
  /** DDR gap by features averaged over the patch: 0 is the target, 1 is bicubic. */
  readonly gap: number;
  /** The same by flattened features, as in the paper. */
  readonly flattened: number;
  /** DDR gap of the blur alone: of clean patches with the blur that was found. */
  readonly blurGap: number;
  /** DDR gap of the noise alone: of clean patches with what the blur does not explain. */
  readonly noiseGap: number;
  /** Width of the blur of each patch, in HR pixels. */
  readonly widths: readonly number[];
  /** Noise of each patch, in 8-bit levels. */
  readonly noises: readonly number[];
  /** Mean correlation of the noise between neighbours. */
  readonly correlation: number;
  /** The share of patches that a linear SVM assigns to the right domain, this or the target; 0.5: it cannot tell. Other images than it learnt from. */
  readonly accuracy: number;
  /** The averaged features, a row a patch. */
  readonly features: Matrix;
}

/** What `degradationRows` takes. */
export interface DegradationRowsOptions {
  /** Where the network's own degradation representation is taken; default its last block. */
  readonly layer?: string;
  readonly onProgress?: OnProgress;
}

const SCALE = 4;

/** Every way to make LR images against the target: bicubic first, the second sample last. */
export async function degradationRows(
  network: Tappable,
  { source, target, second, made }: DegradedDomains,
  { layer = lastBlock(network), onProgress }: DegradationRowsOptions = {},
): Promise<DegradationRow[]> {
  const ways: [string, readonly Image[]][] = [[BICUBIC, source], ...Object.entries(made), [SECOND, second]];
  const pooled = (images: readonly Image[]): Promise<Matrix> =>
    featuresOf(network, layer, images, 'mean-deviation');
  const flat = (images: readonly Image[]): Promise<Matrix> => featuresOf(network, layer, images, 'flattened');
  const parts = (images: readonly Image[]): BlurAndNoise[] =>
    images.map((image, i) => blurAndNoise(source[i], image));
  const ofTarget = parts(target);
  const aim = {
    pooled: await pooled(target),
    flat: await flat(target),
    blurred: await pooled(ofTarget.map(({ blurred }) => blurred)),
    grainy: await pooled(ofTarget.map(({ grainy }) => grainy)),
  };
  const from = { pooled: await pooled(source), flat: await flat(source) };
  const whole = {
    pooled: domainsApart(from.pooled, aim.pooled),
    flat: domainsApart(from.flat, aim.flat, 'flattened'),
    blurred: domainsApart(from.pooled, aim.blurred),
    grainy: domainsApart(from.pooled, aim.grainy),
  };
  const rows: DegradationRow[] = [];
  for (const [w, [name, images]] of ways.entries()) {
    const found = parts(images);
    const features = await pooled(images);
    const [blurred, grainy] = [
      await pooled(found.map((one) => one.blurred)),
      await pooled(found.map((one) => one.grainy)),
    ];
    rows.push({
      name,
      spectrum: spectrumDistance(images, target),
      gap: domainsApart(features, aim.pooled) / whole.pooled,
      flattened: domainsApart(await flat(images), aim.flat, 'flattened') / whole.flat,
      blurGap: domainsApart(blurred, aim.blurred) / whole.blurred,
      noiseGap: domainsApart(grainy, aim.grainy) / whole.grainy,
      widths: found.map(({ blur }) => SCALE * blur),
      noises: found.map(({ noise }) => noise),
      correlation: found.reduce((sum, { correlation }) => sum + correlation, 0) / found.length,
      accuracy: told(features, aim.pooled),
      features,
    });
    onProgress?.({ done: w + 1, total: ways.length, note: name });
  }
  return rows;
}

async function featuresOf(
  network: Tappable,
  layer: string,
  images: readonly Image[],
  view: 'flattened' | 'mean-deviation',
): Promise<Matrix> {
  return (await tap(network, [layer], [...images], { view }))[layer];
}

/** The share that a linear SVM tells, of images that it did not learn from. */
function told(a: Matrix, b: Matrix): number {
  const data = new Float32Array(a.data.length + b.data.length);
  data.set(a.data);
  data.set(b.data, a.data.length);
  const count = a.rows + b.rows;
  return linearProbe(createMatrix(count, a.columns, data), {
    levels: Array.from({ length: count }, (_, i) => (i < a.rows ? 0 : 1)),
    contents: Array.from({ length: count }, (_, i) => i % a.rows),
  });
}

/**
 * The row of that name.
 *
 * @throws RangeError where there is none.
 */
export function rowNamed(rows: readonly DegradationRow[], name: string): DegradationRow {
  const row = rows.find((one) => one.name === name);
  if (!row) throw new RangeError(`There is no row of ${name}.`);
  return row;
}

/** Mean, and from the 10th to the 90th per cent, of numbers. */
export function spreadOf(values: readonly number[]): { readonly mean: number; readonly spread: number } {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number): number => {
    const place = share * (sorted.length - 1);
    const low = Math.floor(place);
    return sorted[low] + (place - low) * (sorted[Math.min(low + 1, sorted.length - 1)] - sorted[low]);
  };
  return { mean: values.reduce((a, b) => a + b, 0) / values.length, spread: at(0.9) - at(0.1) };
}
