import type { OnProgress } from '@ddr-lab/base/progress';
import type { Image } from '@ddr-lab/images/image';
import { analyse } from '../../analysis/analyse';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { lastBlock } from '../../analysis/layers';
import { psnr } from '../../metrics/psnr';
import { centredProducts, featureColumns, lastFeatures } from '../../metrics/feature-columns';
import { type FeatureDensity, fitDensity } from '../../metrics/feature-density';
import { generalisation, type Generalisation } from '../../metrics/srga';
import { superResolve } from '../../networks/super-resolve';
import type { Network } from '../../networks/network';

/** What both indices and PSNR say of one network on one set. */
export interface IndexRow {
  readonly network: string;
  readonly set: string;
  readonly density: FeatureDensity;
  /** SRGA against clean; undefined for clean itself. */
  readonly index?: Generalisation;
  /** CHI of clean and this set at the last block; undefined for clean itself. */
  readonly chi?: number;
  /** PSNR of the outputs in dB, luma. */
  readonly psnr: number;
}

/** What `indexRows` takes. */
export interface IndexOptions {
  /** t-SNE runs for CHI; default 1. */
  readonly runs?: number;
  /** Most memory for features, MiB; default 512. */
  readonly memory?: number;
  readonly onProgress?: OnProgress;
}

/**
 * SRGA, CHI and PSNR of one network on several degradations of the same patches, the first of which is clean.
 *
 * @param originals HR patches, as many as there are contents.
 */
export async function indexRows(
  name: string,
  network: Network,
  sets: DegradedSets,
  originals: readonly Image[],
  { runs = 1, memory = 512, onProgress }: IndexOptions = {},
): Promise<IndexRow[]> {
  const each = originals.length;
  const layer = lastFeatures(network);
  const rows: IndexRow[] = [];
  for (const [k, set] of sets.degradations.entries()) {
    const patches = sets.patches.slice(k * each, (k + 1) * each);
    const products = await centredProducts(await featureColumns(network, layer, patches, { memory }), {
      memory,
    });
    // One seed: sets of the same contents are redrawn together.
    const density = await fitDensity(products);
    let quality = 0;
    const judged = Math.min(each, 20);
    for (let i = 0; i < judged; i++) {
      quality +=
        psnr(await superResolve(network, patches[i]), originals[i], { channel: 'y', border: 4 }) / judged;
    }
    const pair = {
      degradations: [sets.degradations[0], set],
      patches: [...sets.patches.slice(0, each), ...patches],
      labels: Int32Array.from({ length: 2 * each }, (_, i) => Math.floor(i / each)),
      contents: Int32Array.from({ length: 2 * each }, (_, i) => i % each),
    };
    const chi =
      k === 0
        ? undefined
        : (await analyse(network, pair, { layers: [lastBlock(network)], runs, control: false }))[0].chi.mean;
    rows.push({
      network: name,
      set,
      density,
      psnr: quality,
      ...(k === 0 ? {} : { index: generalisation(rows[0].density, density), chi }),
    });
    onProgress?.({ done: k + 1, total: sets.degradations.length, note: set });
  }
  return rows;
}

/** How far PSNR falls from clean to a set, in dB. */
export function psnrLoss(rows: readonly IndexRow[], row: IndexRow): number {
  return rows.find(({ network, index }) => network === row.network && index === undefined)!.psnr - row.psnr;
}
