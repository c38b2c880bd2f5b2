import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import type { TsneOptions } from '@ddr-lab/projection/tsne';
import { clusterScores, type ClusterScores } from '../metrics/clusters';
import { squaredDistances } from '../metrics/dispersion';
import { imageDraws, type ImageDraws } from '../metrics/image-draws';
import { resampledChi } from '../metrics/resampled-chi';
import { resampledSeparation } from '../metrics/resampled-separation';
import { meanSeparation, separation, type Separation } from '../metrics/separation';
import { aroundValue, overRuns, type Spread } from '../metrics/spread';
import { type LayerGeometry, cachedTsne } from './cached/maps';
import { type Cached, openResults } from './cached/features';
import type { DegradedSets } from './degraded-sets';
import { LEAST_IMAGES } from './grade';

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
  /** CHI and measures that do not grow with the number of patches, of the features themselves: all of them, nothing reduced. */
  readonly features: Separation;
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
  const geometry = { scores: pcaScores(X, { components }).scores, squares: squaredDistances(X) };
  return scoreGeometry(geometry, sets, options);
}

/** The perplexity for so many points where none is asked for: 30, or a third of them. */
export function perplexityFor(points: number): number {
  return Math.min(30, Math.floor((points - 1) / 3));
}

/** t-SNE maps of the principal components, and how well the labels separate in them and before. */
export async function scoreGeometry(
  { scores, squares }: LayerGeometry,
  { labels, contents, sources }: Pick<DegradedSets, 'labels' | 'contents' | 'sources'>,
  options: ScoringOptions = {},
): Promise<FeatureAnalysis> {
  const { runs: count = 5, seed = 0, onRun, signal } = options;
  const tsne = { perplexity: perplexityFor(scores.rows), ...options.tsne };
  const cache = openResults(options) ?? false;
  const draws = setDraws({ contents, sources });
  const runs: LayerRun[] = [];
  const maps: Separation[] = [];
  for (let run = 0; run < count; run++) {
    const { points, kl } = await cachedTsne(scores, { ...tsne, seed: seed + run, cache, signal });
    runs.push({ points, kl, ...clusterScores(points, labels) });
    maps.push(separation(squaredDistances(points), labels, { contents, seed, points }));
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
      ...separation(squares, labels, { contents, seed }),
      ...(draws ? { resampled: resampledSeparation(squares, labels, contents, draws) } : {}),
    },
    map: meanSeparation(maps),
    reduced: clusterScores(scores, labels),
  };
}
