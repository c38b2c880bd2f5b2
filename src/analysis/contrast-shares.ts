import type { FeatureView } from '../features/view';
import { separation } from '../metrics/separation';
import type { Tappable } from '../networks/tappable';
import type { OnProgress } from '@ddr-lab/base/progress';
import { layerGeometry } from './cached/geometry';
import type { Contrast } from './contrast';
import { lastBlock } from './last-block';

/** Class against degradation in one layer's features, nothing reduced. */
export interface ContrastShareRow {
  readonly layer: string;
  readonly view: FeatureView;
  /** The degradation's share of the variance, each patch seen under each degradation (two-way, `Separation`). */
  readonly degradation: number;
  /** The class's share of the variance (one-way). */
  readonly class: number;
}

/** What `contrastShares` takes. */
export interface ContrastSharesOptions {
  /** Default: the last block alone. */
  readonly layers?: readonly string[];
  /** Default `flattened`. */
  readonly view?: FeatureView;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * What `contrast` asks, without t-SNE: which share of the variance of the features is the degradation's, and which is the class's.
 *
 * @param contrast the patches with their classes and degradations, as `contrast` gives them.
 */
export async function contrastShares(
  network: Tappable,
  { sets, classOf }: Pick<Contrast, 'sets' | 'classOf'>,
  { layers = [lastBlock(network)], view = 'flattened', onProgress, signal }: ContrastSharesOptions = {},
): Promise<ContrastShareRow[]> {
  const geometry = await layerGeometry(network, layers, sets.patches, { view, onProgress, signal });
  return layers.map((layer) => {
    const { squares } = geometry[layer];
    const { labels, contents } = sets;
    return {
      layer,
      view,
      degradation: separation(squares, labels, { contents, permutations: 0 }).share,
      class: separation(squares, classOf, { permutations: 0 }).share,
    };
  });
}
