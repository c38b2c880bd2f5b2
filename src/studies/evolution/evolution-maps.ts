import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import type { TsneOptions } from '@ddr-lab/projection/tsne';
import type { AnalyseOptions } from '../../analysis/analyse';
import { mapChi, setDraws } from '../../analysis/analyse-features';
import { cachedTsne, layerScores } from '../../analysis/cached/maps';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { type CentrePatch, centrePsnr, overSnapshots, type Snapshot } from '../../analysis/evolution';
import { lastBlock } from '../../analysis/layers';
import { clusterScores } from '../../metrics/clusters';
import type { Spread } from '../../metrics/spread';

/**
 * A map turned, and mirrored where that helps, onto another map of the same points: orthogonal Procrustes in the plane
 * (Schoenemann, 1966), in closed form. Both are first centred; distances within the map stay what they are. t-SNE's maps have
 * no up and no left, so this changes nothing but how easily the eye follows.
 *
 * @param map n x 2
 * @param reference n x 2, the same points in the same order
 * @returns n x 2, its centre at the origin
 * @throws InputError for maps that are not n x 2 both.
 */
export function alignMap(map: Matrix, reference: Matrix): Matrix<Float64Array> {
  if (map.columns !== 2 || reference.columns !== 2 || map.rows !== reference.rows || map.rows === 0) {
    throw new InputError(
      `Maps of the same points in the plane can be aligned, not ${map.rows} x ${map.columns} to ${reference.rows} x ${reference.columns}.`,
    );
  }
  const from = centred(map);
  const to = centred(reference);
  // The 2 x 2 products of coordinates; a turn by the angle maximises turned, one after a mirroring mirrored.
  let xx = 0;
  let xy = 0;
  let yx = 0;
  let yy = 0;
  for (let i = 0; i < from.length; i += 2) {
    xx += from[i] * to[i];
    xy += from[i] * to[i + 1];
    yx += from[i + 1] * to[i];
    yy += from[i + 1] * to[i + 1];
  }
  const turned = Math.hypot(xx + yy, xy - yx);
  const mirrored = Math.hypot(xx - yy, xy + yx);
  const sign = mirrored > turned ? -1 : 1;
  const angle = Math.atan2(xy - sign * yx, xx + sign * yy);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const aligned = new Float64Array(from.length);
  for (let i = 0; i < from.length; i += 2) {
    const x = from[i];
    const y = sign * from[i + 1];
    aligned[i] = cos * x - sin * y;
    aligned[i + 1] = sin * x + cos * y;
  }
  return createMatrix(map.rows, 2, aligned);
}

/** The points of an n x 2 matrix less their mean. */
function centred({ rows, data }: Matrix): Float64Array {
  let x = 0;
  let y = 0;
  for (let i = 0; i < data.length; i += 2) {
    x += data[i] / rows;
    y += data[i + 1] / rows;
  }
  return Float64Array.from(data, (value, i) => value - (i % 2 === 0 ? x : y));
}

/** One moment of a training: what the network could do, what it told apart, and a map that moves on from the one before. */
export interface EvolutionMap {
  readonly iteration: number;
  /** Mean PSNR in dB over the centre patches. */
  readonly psnr: number;
  /** CHI over independent t-SNE runs from random starts: what counts. */
  readonly chi: Spread;
  /** The map that is shown, n x 2: started from the moment before, turned onto it, with a mean squared radius of 1. */
  readonly map: Matrix<Float64Array>;
  /** CHI of that map alone. */
  readonly mapChi: number;
}

/** What `evolutionMaps` takes. */
export interface EvolutionMapsOptions extends Pick<AnalyseOptions, 'seed' | 'signal'> {
  /** Default: the last block (`lastBlock`), RB16 of SRResNet. */
  readonly layer?: string;
  /** Independent t-SNE runs for CHI; default 5. */
  readonly runs?: number;
  /** Passed on to t-SNE, in all maps. */
  readonly tsne?: Omit<NonNullable<AnalyseOptions['tsne']>, 'init' | 'dims'>;
  readonly onProgress?: OnProgress;
}

/** A map and its CHI by degradation. */
interface Scored {
  readonly points: Matrix;
  readonly chi: number;
}

/** The standard deviation that t-SNE's maps start with. */
const startDeviation = 1e-4;

/**
 * A training as an animation: PSNR, CHI and a map of the last block's features at each snapshot. So that the eye can
 * follow a patch, the map of a snapshot does not start from a random layout but from the map before it, shrunk to the
 * size that random starts have; all else of t-SNE's schedule is as ever. CHI is that of independent runs from random starts.
 *
 * @param patches what PSNR is measured on.
 */
export async function evolutionMaps(
  moments: readonly Snapshot[],
  sets: DegradedSets,
  patches: readonly CentrePatch[],
  options: EvolutionMapsOptions = {},
): Promise<EvolutionMap[]> {
  const { runs = 5, seed = 0, tsne, signal = currentSignal(), onProgress } = options;
  const draws = setDraws(sets);
  return overSnapshots<EvolutionMap>(
    moments,
    async (network, { iteration }, maps) => {
      const layer = options.layer ?? lastBlock(network);
      const scores = (await layerScores(network, [layer], sets.patches, { signal }))[layer];
      const mapOf = async (settings: TsneOptions): Promise<Scored> => {
        const { points } = await cachedTsne(scores, { ...tsne, ...settings, signal });
        return { points, chi: clusterScores(points, sets.labels).chi };
      };
      const independent: Matrix[] = [];
      for (let run = 0; run < runs; run++) independent.push((await mapOf({ seed: seed + run })).points);
      const before = maps.at(-1)?.map;
      const chained = await mapOf(before ? { init: scaled(before, startDeviation), seed } : { seed });
      const map = scaled(alignMap(chained.points, before ?? chained.points), Math.SQRT1_2);
      const psnr = await centrePsnr(network, patches);
      return { iteration, psnr, chi: mapChi(independent, sets.labels, draws), map, mapChi: chained.chi };
    },
    { onProgress, signal },
  );
}

/** A centred map with the given standard deviation of its coordinates. */
function scaled({ rows, columns, data }: Matrix, deviation: number): Matrix<Float64Array> {
  let squares = 0;
  for (let i = 0; i < data.length; i++) squares += data[i] * data[i];
  const factor = squares > 0 ? deviation / Math.sqrt(squares / data.length) : 1;
  return createMatrix(
    rows,
    columns,
    Float64Array.from(data, (value) => factor * value),
  );
}

/** Two numbers of a course that stand in the wrong order. */
export interface OrderBreak {
  /** Their places in the course. */
  readonly earlier: number;
  readonly later: number;
  /** By how much the later one is the smaller; above 0. */
  readonly drop: number;
  /** The drop in standard deviations of the difference of the two; `Infinity` where neither has any. */
  readonly deviations: number;
}

/**
 * Where a course does not rise: each two numbers of which the later is the smaller, the largest drop first, in standard deviations. Drops of
 * less than about two are what the spread alone brings.
 *
 * @throws InputError for a number that is not finite.
 */
export function orderBreaks(
  course: readonly { readonly mean: number; readonly standardDeviation: number }[],
): OrderBreak[] {
  const bad = course.find((one) => !Number.isFinite(one.mean) || !Number.isFinite(one.standardDeviation));
  if (bad)
    throw new InputError(
      `A course holds ${bad.mean} ± ${bad.standardDeviation}: finite numbers have an order.`,
    );
  const breaks: OrderBreak[] = [];
  for (let later = 1; later < course.length; later++) {
    for (let earlier = 0; earlier < later; earlier++) {
      const drop = course[earlier].mean - course[later].mean;
      if (drop <= 0) continue;
      const spread = Math.hypot(course[earlier].standardDeviation, course[later].standardDeviation);
      breaks.push({ earlier, later, drop, deviations: spread > 0 ? drop / spread : Infinity });
    }
  }
  return breaks.sort((a, b) => b.deviations - a.deviations || b.drop - a.drop);
}
