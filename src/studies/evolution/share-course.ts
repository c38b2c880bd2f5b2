import type { FeatureView } from '../../features/tap';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { aroundShare } from '../../metrics/spread';
import { dispersion, groupedBy } from '../../metrics/dispersion';
import { resampledShare } from '../../metrics/resampled-separation';
import { separation } from '../../metrics/separation';
import type { VarianceShares } from '../../metrics/variance-shares';
import type { OnProgress } from '@ddr-lab/base/progress';
import { createRandom } from '@ddr-lab/base/random';
import { currentSignal } from '@ddr-lab/base/signal';
import { layerGeometry } from '../../analysis/cached/maps';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { overSnapshots, type Snapshot } from '../../analysis/evolution';
import { lastBlock } from '../../analysis/layers';
import { setDraws } from '../../analysis/analyse-features';

/** How much of the features' variance is the degradation's, at one moment of a training. */
export interface ShareMoment {
  readonly iteration: number;
  readonly share: {
    /** Of all images: `Separation.share` of the features, nothing reduced. */
    readonly mean: number;
    /** Over random halves of the images: what the choice of images changes. For halves, this is about the standard error of all. */
    readonly standardDeviation: number;
    /**
     * Had other images been drawn: one share a redraw, around the mean (`aroundShare`), the same redraws at every moment (`setDraws`);
     * none of fewer than five images.
     */
    readonly resampled?: readonly number[];
  };
  /** What the whole variance is made of: content, degradation, and what a degradation does to one content and not to others. */
  readonly parts: VarianceShares;
}

/** What `shareCourse` takes. */
export interface ShareCourseOptions {
  /** Default: the last block (`lastBlock`), RB16 of SRResNet. */
  readonly layer?: string;
  /** Default `flattened`. */
  readonly view?: FeatureView;
  /** Random halves of the images; default 20. */
  readonly halves?: number;
  /** Seed of the halves, which are the same at all moments; default 0. */
  readonly seed?: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * The degradation's share of the variance at each snapshot of a training: what CHI along the training is about, without t-SNE, whose
 * runs differ, with its spread over halves of the images and over redraws of them.
 *
 * @throws InputError as `separation` does.
 */
export async function shareCourse(
  moments: readonly Snapshot[],
  sets: DegradedSets,
  options: ShareCourseOptions = {},
): Promise<ShareMoment[]> {
  const { view, halves = 20, seed = 0, onProgress, signal = currentSignal() } = options;
  const { labels, contents } = sets;
  const draws = setDraws(sets);
  const redrawn = (squares: Matrix, share: number): Pick<ShareMoment['share'], 'resampled'> =>
    draws ? { resampled: aroundShare(resampledShare(squares, labels, draws, { contents }), share) } : {};
  return overSnapshots(
    moments,
    async (network, { iteration }) => {
      const layer = options.layer ?? lastBlock(network);
      const { squares } = (await layerGeometry(network, [layer], sets.patches, { view, signal }))[layer];
      const share = shareOverHalves(squares, sets, { halves, seed });
      return {
        iteration,
        share: { ...share, ...redrawn(squares, share.mean) },
        parts: partsOf(squares, sets),
      };
    },
    { onProgress, signal },
  );
}

/** The share of all points, and its standard deviation over random halves of the images; patches of one image stay together. */
export function shareOverHalves(
  squares: Matrix,
  { labels, contents, sources = contents }: Pick<DegradedSets, 'labels' | 'contents' | 'sources'>,
  { halves = 20, seed = 0 } = {},
): ShareMoment['share'] {
  const shareOf = (rows: readonly number[]): number =>
    separation(
      part(squares, rows),
      rows.map((row) => labels[row]),
      { contents: rows.map((row) => contents[row]), permutations: 0 },
    ).share;
  const all = Array.from({ length: squares.rows }, (_, row) => row);
  const images = [...new Set(sources)];
  const random = createRandom(seed);
  const values = Array.from({ length: halves }, () => {
    const half = new Set(random.shuffle([...images]).slice(0, Math.ceil(images.length / 2)));
    return shareOf(all.filter((row) => half.has(sources[row])));
  });
  const mean = values.reduce((sum, value) => sum + value / halves, 0);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2 / halves, 0);
  return { mean: shareOf(all), standardDeviation: Math.sqrt(variance) };
}

function part({ columns, data }: Matrix, rows: readonly number[]): Matrix<Float64Array> {
  const squares = new Float64Array(rows.length ** 2);
  rows.forEach((row, i) => {
    rows.forEach((other, j) => (squares[i * rows.length + j] = data[row * columns + other]));
  });
  return createMatrix(rows.length, rows.length, squares);
}

/** `varianceShares`, of squared distances. */
function partsOf(
  squares: Matrix,
  { labels, contents }: Pick<DegradedSets, 'labels' | 'contents'>,
): VarianceShares {
  const n = squares.rows;
  const total = dispersion(
    squares,
    Array.from({ length: n }, (_, i) => i),
  );
  const between = (groups: ArrayLike<number>, what: string): number => {
    const { members } = groupedBy(groups, n, what);
    return 1 - members.reduce((sum, group) => sum + dispersion(squares, group), 0) / total;
  };
  const [content, degradation] = [between(contents, 'contents'), between(labels, 'labels')];
  return { content, degradation, interaction: Math.max(0, 1 - content - degradation) };
}
