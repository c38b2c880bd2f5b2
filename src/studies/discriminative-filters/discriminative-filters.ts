import type { OnProgress } from '@ddr-lab/base/progress';
import { createRandom } from '@ddr-lab/base/random';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { filterMethods } from '../../attribution/filters/methods';
import { withMixedFilters } from '../../attribution/filters/mix';
import { degradedPairs } from '../../attribution/filters/pairs';
import {
  type DegradedPair,
  type Filter,
  filterCount,
  type FilterScores,
  type NetworkPair,
  sumScores,
  topFilters,
} from '../../attribution/filters/scores';
import { gradientChange } from './difference';
import { superResolve } from '../../networks/super-resolve';

/** The two degradations that filters are found for. */
export type FilterKind = 'blur' | 'noise';
const filterDegradations: Readonly<Record<FilterKind, string>> = { blur: 'blur2', noise: 'noise25.5' };

/** The scores of one method: for each degradation, what a kernel has over the other. */
export interface MethodScores {
  readonly method: string;
  readonly scores: Readonly<Record<FilterKind, FilterScores>>;
}

/** The images of a study under both degradations. */
export type StudyPairs = Readonly<Record<FilterKind, readonly DegradedPair[]>>;

/** Images under blur and under noise, x2. */
export async function studyPairs(images: ImageSet, { size = 64, seed = 0 } = {}): Promise<StudyPairs> {
  const of = (kind: FilterKind): Promise<DegradedPair[]> =>
    degradedPairs(images, { degradation: filterDegradations[kind], scale: 2, size, seed });
  return { blur: await of('blur'), noise: await of('noise') };
}

/** The scores of FAIG and its comparators. */
export async function methodScores(
  networks: NetworkPair,
  pairs: StudyPairs,
  { steps = 20, onProgress }: { steps?: number; onProgress?: OnProgress } = {},
): Promise<MethodScores[]> {
  const all: MethodScores[] = [];
  for (const { name, score } of filterMethods) {
    const blur = await score(networks, pairs.blur, { steps, seed: 1 });
    const noise = await score(networks, pairs.noise, { steps, seed: 2 });
    // One ranking for both: |change| knows no degradation, and chance needs none.
    const isBlind = name === 'change' || name === 'random';
    all.push({
      method: name,
      scores: isBlind
        ? { blur, noise }
        : { blur: sumScores([blur, noise], [1, -1]), noise: sumScores([noise, blur], [1, -1]) },
    });
    onProgress?.({ done: all.length, total: filterMethods.length, note: name });
  }
  return all;
}

/** What masking some filters does to the outputs. */
export interface MaskingPoint {
  readonly method: string;
  readonly kind: FilterKind;
  /** Share of the kernels that are the baseline's again. */
  readonly share: number;
  /** How much the output for images under the filters' own degradation changes: mean squared difference x 1000 of luma gradients. */
  readonly own: number;
  /** The same under the other degradation. */
  readonly other: number;
}

/** Masking curves: the top filters of each method replaced by the baseline's. */
export async function maskingCurves(
  networks: NetworkPair,
  pairs: StudyPairs,
  methods: readonly MethodScores[],
  {
    shares = [0.005, 0.01, 0.03, 0.05],
    onProgress,
  }: { shares?: readonly number[]; onProgress?: OnProgress } = {},
): Promise<MaskingPoint[]> {
  const whole = { blur: await outputs(pairs.blur), noise: await outputs(pairs.noise) };
  const points: MaskingPoint[] = [];
  const total = methods.length * 2 * shares.length;
  for (const { method, scores } of methods) {
    for (const kind of ['blur', 'noise'] as const) {
      const other = kind === 'blur' ? 'noise' : 'blur';
      for (const share of shares) {
        const filters = topFilters(scores[kind], Math.round(share * filterCount(scores[kind])));
        const changed = await withMixedFilters(networks, filters, 0, async () => ({
          own: await outputs(pairs[kind]),
          other: await outputs(pairs[other]),
        }));
        points.push({
          method,
          kind,
          share,
          own: gradientChange(changed.own, whole[kind]),
          other: gradientChange(changed.other, whole[other]),
        });
        onProgress?.({ done: points.length, total, note: `${method}, ${kind}` });
      }
    }
  }
  return points;

  async function outputs(images: readonly DegradedPair[]) {
    const all = [];
    for (const { degraded } of images) all.push(await superResolve(networks.target, degraded));
    return all;
  }
}

/** Share of each layer's kernels that are among the top ones, by place from the first layer (0) to the last (1). */
export function layerShares(
  scores: FilterScores,
  share = 0.01,
): { layer: string; place: number; share: number }[] {
  const top = topFilters(scores, Math.round(share * filterCount(scores)));
  return scores.map(({ layer, scores: all }, i) => ({
    layer,
    place: i / Math.max(1, scores.length - 1),
    share: top.filter((filter) => filter.layer === layer).length / all.length,
  }));
}

/** PSNR-like closeness of outputs to the originals as a slider of strength moves the filters of one kind. */
export interface StrengthPoint {
  readonly strength: number;
  /** Mean squared error to the originals, x 1000, under the filters' own degradation. */
  readonly error: number;
}

/** The outputs' error as the top filters go from the baseline's (0) to the target's (1) and beyond. */
export async function strengthCurve(
  networks: NetworkPair,
  pairs: readonly DegradedPair[],
  filters: readonly Filter[],
  strengths: readonly number[] = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5],
): Promise<StrengthPoint[]> {
  const points: StrengthPoint[] = [];
  for (const strength of strengths) {
    const error = await withMixedFilters(networks, filters, strength, async () => {
      let sum = 0;
      for (const { degraded, original } of pairs) {
        const { data } = await superResolve(networks.target, degraded);
        sum +=
          data.reduce((all, value, i) => all + (value - original.data[i]) ** 2, 0) /
          data.length /
          pairs.length;
      }
      return 1000 * sum;
    });
    points.push({ strength, error });
  }
  return points;
}

/** Outputs for one degraded image at several strengths. */
export interface StrengthSample {
  readonly kind: string;
  readonly degraded: Image;
  readonly original: Image;
  /** Of each strength: the output, and its mean squared error x 1000. */
  readonly outputs: readonly { readonly strength: number; readonly output: Image; readonly error: number }[];
}

/** What the network makes of one image as the filters for its degradation go from the baseline's (0) to the target's (1) and beyond. */
export async function strengthSample(
  networks: NetworkPair,
  kind: string,
  { degraded, original }: DegradedPair,
  filters: readonly Filter[],
  strengths: readonly number[] = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5],
): Promise<StrengthSample> {
  const outputs: { strength: number; output: Image; error: number }[] = [];
  for (const strength of strengths) {
    const output = await withMixedFilters(networks, filters, strength, () =>
      superResolve(networks.target, degraded),
    );
    const sum = output.data.reduce((all, value, i) => all + (value - original.data[i]) ** 2, 0);
    outputs.push({ strength, output, error: (1000 * sum) / output.data.length });
  }
  return { kind, degraded, original, outputs };
}

/** How well the filters' responses tell how an image was degraded. */
export interface Prediction {
  readonly accuracy: number;
  /** One image: log10 of how much its output changes when each kind's filters are masked, and the two labels. */
  readonly responses: readonly {
    readonly blur: number;
    readonly noise: number;
    readonly truth: string;
    readonly predicted: string;
  }[];
}

/**
 * Prediction of an image's degradation from the filters' responses, **a definition of ours** (the paper's has no public code): a kind's response is how much the output
 * changes when its filters are masked (log10 of the mean squared difference of luma gradients). Half of the images, drawn by a seed, set the mean responses of
 * clean, blurred and noisy images; the others are given to the nearest.
 */
export async function predictDegradation(
  networks: NetworkPair,
  images: ImageSet,
  filters: Readonly<Record<FilterKind, readonly Filter[]>>,
  { size = 64, seed = 0 } = {},
): Promise<Prediction> {
  const responses: { blur: number; noise: number; truth: string; content: number }[] = [];
  for (const truth of ['clean', filterDegradations.blur, filterDegradations.noise]) {
    const pairs = await degradedPairs(images, { degradation: truth, scale: 2, size, seed: seed + 1 });
    for (const [content, { degraded }] of pairs.entries()) {
      const whole = await superResolve(networks.target, degraded);
      const response = async (kind: FilterKind): Promise<number> => {
        const masked = await withMixedFilters(networks, filters[kind], 0, () =>
          superResolve(networks.target, degraded),
        );
        return Math.log10(gradientChange([masked], [whole]) + 1e-9);
      };
      responses.push({ truth, content, blur: await response('blur'), noise: await response('noise') });
    }
  }
  const order = createRandom(seed).shuffle(Array.from({ length: images.count }, (_, i) => i));
  const known = new Set(order.slice(0, images.count >> 1));
  const centres = [...new Set(responses.map(({ truth }) => truth))].map((truth) => {
    const own = responses.filter((one) => one.truth === truth && known.has(one.content));
    const mean = (of: FilterKind): number => own.reduce((sum, one) => sum + one[of], 0) / own.length;
    return { truth, blur: mean('blur'), noise: mean('noise') };
  });
  const judged = responses
    .filter(({ content }) => !known.has(content))
    .map(({ blur, noise, truth }) => {
      const distances = centres.map((centre) => (centre.blur - blur) ** 2 + (centre.noise - noise) ** 2);
      return { blur, noise, truth, predicted: centres[distances.indexOf(Math.min(...distances))].truth };
    });
  return {
    accuracy: judged.filter(({ truth, predicted }) => truth === predicted).length / judged.length,
    responses: judged,
  };
}
