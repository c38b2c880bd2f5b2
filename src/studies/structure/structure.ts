import type { FeatureView } from '../../features/tap';
import { aroundShare } from '../../metrics/spread';
import { resampledShare } from '../../metrics/resampled-separation';
import { separation } from '../../metrics/separation';
import type { Tappable } from '../../networks/tappable';
import type { OnProgress } from '@ddr-lab/base/progress';
import { layerGeometry } from '../../analysis/cached/maps';
import type { Contrast } from '../../analysis/contrast';
import { lastBlock } from '../../analysis/layers';
import { setDraws } from '../../analysis/analyse-features';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, type Measured, times, verdictBetween, orMore, ratio } from '../../claims/check';
import type { Figure, FigureOptions } from '@ddr-lab/charts/figure';
import { contrastGrid } from '../../charts/clusters';

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

const byClass: Claim = {
  id: 'A.10-classifier-by-class',
  section: 'A.10, Tab. 8, Fig. 18',
  text: 'With the unified backbone, too, deep features of the classification network cluster by class.',
  paper: 'by class',
  threshold:
    'at the last convolution before the mean (Down3), CHI by class is at least 3 times CHI by degradation (clean, blur1, noise10)',
  reason: 'CHI of either varies by less than a factor of 2 over t-SNE runs. Weakly from 1.',
};

const byDegradation: Claim = {
  ...byClass,
  id: 'A.10-sr-by-degradation',
  text: 'With the very same body, deep features of the super-resolution network cluster by degradation.',
  paper: 'by degradation',
  threshold:
    'at the last block (RB8), CHI by degradation is at least 3 times CHI by class (clean, blur1, noise10)',
};

const separate: Claim = {
  id: 'A.10-sr-clusters',
  section: 'A.10, Fig. 19',
  text: 'The super-resolution network with the unified backbone has deep degradation representations.',
  paper: 'clear clusters',
  threshold: 'CHI at the last block is over 100 (clean, blur4, noise20)',
  reason: 'at 100 the scatter shows separate groups, overlapping points have a CHI near 1. Weakly from 20.',
};

/** What the checks of A.10 look at. */
export interface NetworkStructureResults {
  /** At the deepest features that still have a place each, as Conv5_2 of a ResNet18. */
  readonly classification: Pick<Contrast, 'byClass' | 'byDegradation'>;
  /** At the last block of the body. */
  readonly superResolution: Pick<Contrast, 'byClass' | 'byDegradation'>;
  /** CHI by degradation of the super-resolution network on the test patches, at the last block. */
  readonly chi: number | Measured;
}

/** The claims of A.10: that task and training, not the body, decide what deep features are organised by. */
export function checkNetworkStructure(results: NetworkStructureResults): CheckedClaim[] {
  const { classification, superResolution, chi } = results;
  const outweighs = (claim: Claim, over: Measured, under: Measured): CheckedClaim =>
    checkMeasured(claim, {
      of: [over, under],
      statistic: ([a, b]) => a / b,
      verdict: (ratio) => verdictBetween(ratio, 3, 1),
      ours: times,
    });
  return [
    outweighs(byClass, classification.byClass, classification.byDegradation),
    outweighs(byDegradation, superResolution.byDegradation, superResolution.byClass),
    checkMeasured(separate, { of: [chi], verdict: (value) => verdictBetween(value, 100, 20) }),
  ];
}

const sharesDiffer: Claim = {
  id: 'A.10-sr-share',
  section: 'A.10, beyond the paper',
  text: "With the very same body, the degradation's share of the variance of the super-resolution network's features is larger than the class's, flattened or averaged over the patch.",
  paper: 'by degradation',
  threshold:
    "at the last block (RB8), the degradation's share (clean, blur1, noise10) is at least 3 times the class's, in both views",
  reason:
    'the bound of the claim on CHI, without t-SNE. Weakly from 1. Set before any of these shares was looked at; scenes were looked at first, photographs second.',
};

const opposite: Claim = {
  id: 'A.10-share-by-task',
  section: 'A.10, beyond the paper',
  text: 'It is the task that decides: at the same block, the degradation weighs more against the class in the super-resolution network than in the classification network.',
  paper: 'by task',
  threshold:
    "at RB8, averaged over the patch, the degradation's share over the class's is at least 3 times as large in the super-resolution network as in the classification network",
  reason:
    'a ratio of ratios, the body and the patches being the same. Weakly from 1. Set before any of these shares was looked at.',
};

/** Shares of the variance of one layer's features: by degradation and by class; with redraws of the images, claims have intervals. */
export type ContrastShares = Pick<ContrastShareRow, 'degradation' | 'class' | 'resampled'>;

/** What the claims on shares of the unified backbone are checked on, at RB8. */
export interface UnifiedShares {
  readonly superResolution: { readonly flattened: ContrastShares; readonly averaged: ContrastShares };
  /** Of the classification network, averaged over the patch. */
  readonly classification: ContrastShares;
}

/** A.10 by shares of the variance, checked. */
export function checkContrastShares({ superResolution, classification }: UnifiedShares): CheckedClaim[] {
  const { flattened, averaged } = superResolution;
  /** Of two pairs of shares the ratios. */
  const ratios = ([degradation, ofClass, other, otherClass]: readonly number[]): number[] => [
    ratio(Math.max(0, degradation), ofClass),
    ratio(Math.max(0, other), otherClass),
  ];
  return [
    checkMeasured(sharesDiffer, {
      of: [...measured(flattened), ...measured(averaged)],
      statistic: (shares) => Math.min(...ratios(shares)),
      verdict: (least) => verdictBetween(least, 3, 1),
      ours: (_, shares) => {
        const [first, second] = ratios(shares).map(orMore);
        return `flattened ${first}, averaged ${second}`;
      },
      intervalOf: 'smaller',
    }),
    checkMeasured(opposite, {
      of: [...measured(averaged), ...measured(classification)],
      statistic: (shares) => {
        const [ours, classifiers] = ratios(shares);
        return ratio(ours, classifiers);
      },
      verdict: (apart) => verdictBetween(apart, 3, 1),
      ours: orMore,
    }),
  ];
}

/** The degradation's share, then the class's. */
const measured = ({ degradation, class: ofClass, resampled }: ContrastShares): Measured[] => [
  { mean: degradation, resampled: resampled?.degradation },
  { mean: ofClass, resampled: resampled?.class },
];

/**
 * The paper's Fig. 18 to 20: a row a network, a column a layer. All layers are drawn twice: coloured by class at the left, by
 * degradation at the right, each with CHI by these labels (mean over the runs).
 *
 * @param contrasts by the networks' names, at the same layers (`layerContrasts`), of the same images
 */
export function contrastLayersFigure(
  contrasts: Readonly<Record<string, readonly Contrast[]>>,
  options: FigureOptions = {},
): Figure {
  const panels = Object.entries(contrasts).flatMap(([row, layers]) =>
    (['class', 'degradation'] as const).flatMap((by) =>
      layers.map((contrast) => ({ row, column: contrast.layer, group: `coloured by ${by}`, contrast, by })),
    ),
  );
  return contrastGrid(panels, { name: 'fig18-contrast', ...options });
}
