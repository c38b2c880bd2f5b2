import type { FeatureView } from '../../features/view';
import { aroundShare } from '../../metrics/spread';
import { resampledShare } from '../../metrics/resampled-separation';
import { separation } from '../../metrics/separation';
import type { Tappable } from '../../networks/tappable';
import type { OnProgress } from '@ddr-lab/base/progress';
import { layerGeometry } from '../../analysis/cached/geometry';
import type { Contrast } from '../../analysis/contrast';
import { lastBlock } from '../../analysis/layers';
import { setDraws } from '../../analysis/analyse-features';

/** Class against degradation in one layer's features, nothing reduced. */
export interface ContrastShareRow {
  readonly layer: string;
  readonly view: FeatureView;
  /** The degradation's share of the variance, each patch seen under each degradation (two-way, `Separation`). */
  readonly degradation: number;
  /** The class's share of the variance (one-way). */
  readonly class: number;
  /**
   * Both shares, had other images been drawn: one a redraw, around the share itself (`aroundShare`). The redraws are the same for all
   * layers and networks on the same images; none of fewer than five images.
   */
  readonly resampled?: { readonly degradation: readonly number[]; readonly class: readonly number[] };
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
  const { labels, contents } = sets;
  const draws = setDraws(sets);
  return layers.map((layer) => {
    const { squares } = geometry[layer];
    const degradation = separation(squares, labels, { contents, permutations: 0 }).share;
    const ofClass = separation(squares, classOf, { permutations: 0 }).share;
    const resampled = draws && {
      degradation: aroundShare(resampledShare(squares, labels, draws, { contents }), degradation),
      class: aroundShare(resampledShare(squares, classOf, draws), ofClass),
    };
    return { layer, view, degradation, class: ofClass, ...(resampled ? { resampled } : {}) };
  });
}
