import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { standardise } from '@ddr-lab/projection/standardise';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import type { Image } from '@ddr-lab/images/image';
import { type FeatureView, tap } from '../features/tap';
import { clusterScores } from '../metrics/clusters';
import type { Tappable } from '../networks/tappable';
import { lastBlock } from './layers';

/** LR images of one size: what a degrader began with, what it made of them, and images of the domain that it aims at. */
export interface Domains {
  readonly source: readonly Image[];
  readonly made: readonly Image[];
  readonly target: readonly Image[];
}

/** What `domainGap` takes. */
export interface DomainGapOptions {
  /** Where features are taken; default the last block, RB16 of SRResNet. */
  readonly layer?: string;
  /** How they are looked at; default `mean-deviation`: flattened features are mostly content. */
  readonly view?: FeatureView;
}

/** How far apart a network holds what was made and what it should look like. */
export interface DomainGap {
  /** `made` over `source`: 0 where what is made cannot be told from the target, 1 where nothing is gained. */
  readonly gap: number;
  /** CHI of what was made and the target, of the principal components (50, or as many as there are). */
  readonly made: number;
  /** CHI of the source and the target. */
  readonly source: number;
}

/**
 * The DDR gap of a degrader: how far a network's own degradation representation holds generated and true LR images apart, over how far it holds clean and true ones apart.
 * Blur and noise can cancel in it: a small gap alone proves nothing, and is to be read beside `spectrumDistance`.
 *
 * @throws InputError for sets of fewer than two images, and as `tap`.
 */
export async function domainGap(
  network: Tappable,
  { source, made, target }: Domains,
  { layer = lastBlock(network), view = 'mean-deviation' }: DomainGapOptions = {},
): Promise<DomainGap> {
  for (const [name, images] of Object.entries({ source, made, target })) {
    if (images.length < 2)
      throw new InputError(`A gap needs two images of each domain at least: ${name} has ${images.length}.`);
  }
  const rows = async (images: readonly Image[]): Promise<Matrix> =>
    (await tap(network, [layer], [...images], { view }))[layer];
  const aim = await rows(target);
  const [ofMade, ofSource] = [
    domainsApart(await rows(made), aim, view),
    domainsApart(await rows(source), aim, view),
  ];
  return { gap: ofMade / ofSource, made: ofMade, source: ofSource };
}

/** CHI of two domains, of the principal components (50, or as many as there are) of their features. */
export function domainsApart(a: Matrix, b: Matrix, view: FeatureView = 'mean-deviation'): number {
  const samples = new Float32Array(a.data.length + b.data.length);
  samples.set(a.data);
  samples.set(b.data, a.data.length);
  const both = createMatrix(a.rows + b.rows, a.columns, samples);
  const X = view === 'flattened' ? both : standardise(both);
  const components = Math.min(50, X.rows, X.columns);
  return clusterScores(
    pcaScores(X, { components }).scores,
    Array.from({ length: X.rows }, (_, i) => (i < a.rows ? 0 : 1)),
  ).chi;
}
