import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { clusterScores } from '../../metrics/clusters';
import type { Spread } from '../../metrics/spread';
import type { OnProgress } from '@ddr-lab/base/progress';
import { alignMap } from './align';
import type { TsneOptions } from '@ddr-lab/projection/tsne';
import type { AnalyseOptions } from '../../analysis/analyse';
import { layerScores } from '../../analysis/cached/scores';
import { cachedTsne } from '../../analysis/cached/tsne';
import { type CentrePatch, centrePsnr, overSnapshots, type Snapshot } from '../../analysis/evolution';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { lastBlock } from '../../analysis/last-block';
import { mapChi, setDraws } from '../../analysis/map-chi';
import { currentSignal } from '@ddr-lab/base/signal';

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
