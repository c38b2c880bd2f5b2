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
  const apart = async (images: readonly Image[]): Promise<number> => {
    const both = [...images, ...target];
    const { [layer]: features } = await tap(network, [layer], both, { view });
    const X = view === 'flattened' ? features : standardise(features);
    const components = Math.min(50, X.rows, X.columns);
    return clusterScores(
      pcaScores(X, { components }).scores,
      both.map((_, i) => (i < images.length ? 0 : 1)),
    ).chi;
  };
  const [ofMade, ofSource] = [await apart(made), await apart(source)];
  return { gap: ofMade / ofSource, made: ofMade, source: ofSource };
}
