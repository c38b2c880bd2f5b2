import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import type { OnProgress } from '@ddr-lab/base/progress';
import { cropCentre, middleOf } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { pcaScores } from '@ddr-lab/projection/pca/pca';
import { perplexityFor } from '../../analysis/analyse-features';
import { cachedTsne } from '../../analysis/cached/maps';
import type { DegradedSets } from '../../analysis/degraded-sets';
import { type LowResolutionDegradation, lowResolved } from '../../degradations/low-resolution-model';
import { clusterScores } from '../../metrics/clusters';
import { squaredDistances } from '../../metrics/dispersion';
import { separation } from '../../metrics/separation';
import { linearProbe } from '../../metrics/linear-probe';

/** What the degradations of a set differ in. */
export type LevelKind = 'noise' | 'blur';

/** Four degrees of each: noise in 8-bit levels without blur (as in DASR's Fig. 6), blur in HR pixels without noise. */
const degradationLevels: Readonly<Record<LevelKind, readonly LowResolutionDegradation[]>> = {
  noise: [0, 5, 10, 15].map((noise) => ({ blur: 0, noise })),
  blur: [0.8, 1.6, 2.4, 3.2].map((blur) => ({ blur, noise: 0 })),
};

/** What `representationSets` takes. */
export interface RepresentationSetsOptions {
  /** Images, from the first; default 100. */
  readonly count?: number;
  /** Side of the patches in LR pixels; default 32. */
  readonly patch?: number;
  /** Default 4. */
  readonly scale?: number;
  readonly onProgress?: OnProgress;
}

/** LR pixels around a patch that blur and bicubic may need: 21 taps and 16 reach 20 HR pixels. */
const MARGIN = 5;

/** The middle of each image at four degrees of noise, or of blur, by the LR model of blind super-resolution. */
export async function representationSets(
  images: ImageSet,
  kind: LevelKind,
  { count = 100, patch = 32, scale = 4, onProgress }: RepresentationSetsOptions = {},
): Promise<DegradedSets> {
  const levels = degradationLevels[kind];
  const total = Math.min(count, images.count);
  const patches: Image[][] = levels.map(() => []);
  for (let i = 0; i < total; i++) {
    const around = middleOf(await images.read(i), (patch + 2 * MARGIN) * scale);
    const side = Math.min(around.height, around.width);
    const hr = cropCentre(around, side - (side % scale));
    levels.forEach((level, k) =>
      patches[k].push(cropCentre(lowResolved(hr, level, { scale, seed: i }), patch)),
    );
    onProgress?.({ done: i + 1, total, note: kind });
  }
  const all = patches.flat();
  return {
    degradations: levels.map((level) => `${kind} ${level[kind]}`),
    patches: all,
    labels: Int32Array.from(all, (_, i) => Math.floor(i / total)),
    contents: Int32Array.from(all, (_, i) => i % total),
  };
}

/** What one representation says of one kind of degradation. */
export interface RepresentationRow {
  readonly representation: string;
  readonly kind: LevelKind;
  /** Numbers of a patch. */
  readonly columns: number;
  /** CHI by degradation, by content, of at most 50 principal components: what is compared. */
  readonly degradation: number;
  readonly content: number;
  /** Share of the patches whose nearest among those of other images has their degradation; chance: a quarter. */
  readonly neighbours: number;
  /** Share of the patches whose level a linear SVM names that other images trained; chance: a quarter. */
  readonly probe: number;
  /** The map of t-SNE, n x 2, and CHI by degradation in it. */
  readonly map: Matrix;
  readonly mapChi: number;
}

/**
 * How far a representation is sorted by the degrees of a degradation, and how far by content.
 *
 * @param features one row a patch of `sets`, in order.
 */
export async function representationRow(
  representation: string,
  kind: LevelKind,
  features: Matrix,
  sets: DegradedSets,
): Promise<RepresentationRow> {
  const components = Math.min(50, features.rows, features.columns);
  const { scores } = pcaScores(features, { components });
  const { points } = await cachedTsne(scores, { perplexity: perplexityFor(scores.rows), seed: 0 });
  const near = separation(squaredDistances(features), sets.labels, {
    contents: sets.contents,
    permutations: 1,
  });
  return {
    representation,
    kind,
    columns: features.columns,
    degradation: clusterScores(scores, sets.labels).chi,
    content: clusterScores(scores, sets.contents).chi,
    neighbours: near.neighbours,
    probe: linearProbe(scores, { levels: sets.labels, contents: sets.contents }),
    map: points,
    mapChi: clusterScores(points, sets.labels).chi,
  };
}
