import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import { randomisedPca } from '@ddr-lab/projection/pca/randomised';
import type { TsneOptions } from '@ddr-lab/projection/tsne';
import { clusterScores, type ClusterScores } from '../metrics/clusters';
import { squaredDistances } from '../metrics/dispersion';
import { distancesOf } from '../metrics/distances';
import { imageDraws, type ImageDraws } from '../metrics/image-draws';
import { resampledChi } from '../metrics/resampled-chi';
import { resampledSeparation } from '../metrics/resampled-separation';
import { meanSeparation, separation, type Separation } from '../metrics/separation';
import { aroundValue, overRuns, type Spread } from '../metrics/spread';
import { type LayerGeometry, cachedTsne } from './cached/maps';
import { type Cached, openResults } from './cached/features';
import type { DegradedSets } from './degraded-sets';
import { LEAST_IMAGES } from './grade';
import { isRandomised, type Reduction, reductionOf, type Solver } from './solver';

/**
 * Redraws of the images that sets are made of, 499 by seed 0: what intervals of the claims rest on. Of fewer images than five none,
 * since so few say nothing of others.
 */
export function setDraws({
  contents,
  sources = contents,
}: Pick<DegradedSets, 'contents' | 'sources'>): ImageDraws | undefined {
  return new Set(sources).size < LEAST_IMAGES ? undefined : imageDraws(sources);
}

/**
 * CHI of maps of the same points: mean and deviation over the maps and, of redraws of the images, how far
 * that mean would spread (`aroundValue`).
 *
 * @param maps n x d each, such as those of several t-SNE runs.
 * @param draws see `setDraws`; none: without `resampled`.
 * @throws InputError as `clusterScores` does.
 */
export function mapChi(maps: readonly Matrix[], labels: ArrayLike<number>, draws?: ImageDraws): Spread {
  const values = maps.map((points) => clusterScores(points, labels).chi);
  const chi = { ...overRuns(values), ofRuns: values };
  return draws ? { ...chi, resampled: aroundValue(resampledChi(maps, labels, draws), chi.mean) } : chi;
}

/** One t-SNE run: where the points lie and how well they separate by degradation. */
export interface LayerRun extends ClusterScores {
  readonly points: Matrix<Float64Array>;
  /** Kullback-Leibler divergence that t-SNE ended with. */
  readonly kl: number;
}

/** What features of patches say about degradations. */
export interface FeatureAnalysis {
  readonly runs: readonly LayerRun[];
  /** Mean and standard deviation over the runs. */
  readonly wd: Spread;
  readonly bd: Spread;
  /** With `resampled`: CHI had other images been drawn, at the same maps (five images at least). */
  readonly chi: Spread;
  /**
   * CHI and measures that do not grow with the number of patches, of the features themselves: all of them, nothing reduced; with
   * `reduction`, of the principal components.
   */
  readonly features: Separation;
  /** Where the randomised solver was taken: its stated error. Absent where all is exact. */
  readonly reduction?: Reduction;
  /** The same of the t-SNE points, mean over the runs; `p` is the largest of the runs. */
  readonly map: Separation;
  /** The same scores of the principal components themselves: what t-SNE, which is chaotic, has not touched yet. */
  readonly reduced: ClusterScores;
}

/** How features are projected and scored. */
export interface ScoringOptions extends Cached {
  /** t-SNE runs, each with its own seed; default 5. */
  readonly runs?: number;
  /** Seed of the first run; run r has `seed + r`. Default 0. */
  readonly seed?: number;
  /** Passed on to t-SNE (iterations, engine ...); the perplexity is 30, or a third of the points where they are fewer than 91. */
  readonly tsne?: Omit<TsneOptions, 'seed' | 'onProgress' | 'signal'>;
  /** How principal components are found; default `auto`: exactly up to 3,000 patches, by the randomised solver beyond. */
  readonly solver?: Solver;
  /** Called after each run. */
  readonly onRun?: () => void;
  readonly signal?: AbortSignal;
}

/**
 * `analyse`, of features that come from elsewhere: pixels, another library's network, a control.
 *
 * @param X one row a patch of `sets`, in order. As they are: standardise them first where columns differ in size.
 * @throws InputError as `pca`, `tsne` and `separation` do.
 */
export async function analyseFeatures(
  X: Matrix,
  sets: Pick<DegradedSets, 'labels' | 'contents' | 'sources'>,
  options: ScoringOptions & { components?: number } = {},
): Promise<FeatureAnalysis> {
  const components = Math.min(options.components ?? 50, X.rows, X.columns);
  if (isRandomised(options.solver, X.rows)) {
    const { seed, signal } = options;
    const found = await randomisedPca(X, { components, seed, signal });
    const reduction = reductionOf(found.residuals, found.explainedVarianceRatio);
    return scoreGeometry({ scores: found.scores, reduction }, sets, options);
  }
  const geometry = { scores: pcaScores(X, { components }).scores, squares: squaredDistances(X) };
  return scoreGeometry(geometry, sets, options);
}

/** The perplexity for so many points where none is asked for: 30, or a third of them. */
export function perplexityFor(points: number): number {
  return Math.min(30, Math.floor((points - 1) / 3));
}

/** Where patches lie in principal components that are not exact; their distances are not kept. */
export interface ReducedGeometry extends Pick<LayerGeometry, 'scores'> {
  readonly reduction: Reduction;
}

/** t-SNE maps of the principal components, and how well the labels separate in them and before. */
export async function scoreGeometry(
  { scores, ...geometry }: LayerGeometry | ReducedGeometry,
  { labels, contents, sources }: Pick<DegradedSets, 'labels' | 'contents' | 'sources'>,
  options: ScoringOptions = {},
): Promise<FeatureAnalysis> {
  const { runs: count = 5, seed = 0, onRun, signal } = options;
  const tsne = { perplexity: perplexityFor(scores.rows), ...options.tsne };
  const cache = openResults(options) ?? false;
  const draws = setDraws({ contents, sources });
  const isReduced = 'reduction' in geometry;
  const distances = isReduced ? distancesOf(scores) : geometry.squares;
  const runs: LayerRun[] = [];
  const maps: Separation[] = [];
  for (let run = 0; run < count; run++) {
    const { points, kl } = await cachedTsne(scores, { ...tsne, seed: seed + run, cache, signal });
    runs.push({ points, kl, ...clusterScores(points, labels) });
    const map = isReduced ? distancesOf(points) : squaredDistances(points);
    maps.push(separation(map, labels, { contents, seed, points }));
    onRun?.();
  }
  const spread = (score: keyof ClusterScores): Spread => overRuns(runs.map((run) => run[score]));
  return {
    runs,
    wd: spread('wd'),
    bd: spread('bd'),
    chi: mapChi(
      runs.map(({ points }) => points),
      labels,
      draws,
    ),
    features: {
      ...separation(distances, labels, { contents, seed }),
      ...(draws ? { resampled: resampledSeparation(distances, labels, contents, draws) } : {}),
    },
    map: meanSeparation(maps),
    reduced: clusterScores(scores, labels),
    ...(isReduced ? { reduction: geometry.reduction } : {}),
  };
}
