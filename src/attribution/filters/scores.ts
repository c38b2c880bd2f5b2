import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { parametersOf, type Parameter } from '@ddr-lab/engine/gradients/parameters';
import type { Image } from '@ddr-lab/images/image';
import type { LayersNetwork } from '../../networks/tappable';
import type { Setting } from '../method';

/** A score for each kernel of a layer: the weights from one input channel to one output channel. */
export interface LayerScores {
  readonly layer: string;
  readonly outputs: number;
  readonly inputs: number;
  /** outputs x inputs. */
  readonly scores: Float64Array;
}

/** Scores of all convolutions, in the order of the network. */
export type FilterScores = readonly LayerScores[];

/** A network that cannot remove degradations, and one that was fine-tuned from it and can: the same architecture. */
export interface NetworkPair {
  readonly baseline: LayersNetwork;
  readonly target: LayersNetwork;
}

/** An image as the networks are given it, degraded and clean, and as it should come out. */
export interface DegradedPair {
  /** LR, degraded. */
  readonly degraded: Image;
  /** The same LR without the degradation. */
  readonly clean: Image;
  /** What the output should be. */
  readonly original: Image;
}

/** What filter methods take. */
export interface FilterOptions {
  /** Steps of the path; default 100, as published. */
  readonly steps?: number;
  /** How the path's integral is summed: `published`, the gradient at the end of each step that is nearer to the target; or `trapezoid`. Default `published`. */
  readonly rule?: 'published' | 'trapezoid';
  /** Seed of random scores; default 0. */
  readonly seed?: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** A way of scoring filters, as an object. */
export interface FilterMethod {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly source: string;
  readonly settings: { readonly [name: string]: Setting<number | string> };
  /**
   * Scores of all kernels for images under one degradation, summed over the images.
   *
   * @throws InputError where the two networks do not have the same convolutions, there is no image, or a setting is out of range.
   */
  score(
    networks: NetworkPair,
    pairs: readonly DegradedPair[],
    options?: FilterOptions,
  ): Promise<FilterScores>;
}

/** A convolution's kernel in both networks. */
export interface KernelPair {
  readonly layer: string;
  readonly baseline: Parameter;
  readonly target: Parameter;
  /** kH kW, C, K. */
  readonly taps: number;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * The convolutions that both networks have.
 *
 * @throws InputError where their weights differ in name or shape, or there are batch normalisations, which have no place on the path.
 */
export function kernelPairs({ baseline, target }: NetworkPair): KernelPair[] {
  const [from, to] = [parametersOf(baseline.model), parametersOf(target.model)];
  const described = ({ all }: typeof from): string =>
    all.map(({ name, shape }) => `${name} ${shape.join('x')}`).join('; ');
  if (described(from) !== described(to)) {
    throw new InputError(
      'The baseline and the target are networks of two kinds or sizes: the target must be fine-tuned from the baseline.',
    );
  }
  if (to.all.some(({ name }) => name.endsWith('/moving_mean'))) {
    throw new InputError(
      'Filters of networks with batch normalisation cannot be scored: the path between two of them is not defined.',
    );
  }
  return to.all
    .filter(({ name, shape, trainable }) => trainable && name.endsWith('/kernel') && shape.length === 4)
    .map((parameter) => {
      const [height, width, inputs, outputs] = parameter.shape;
      const layer = parameter.name.slice(0, -'/kernel'.length);
      return {
        layer,
        baseline: from.get(parameter.name),
        target: parameter,
        taps: height * width,
        inputs,
        outputs,
      };
    });
}

/** Sums a value over each kernel's taps: kernels lie as taps x C x K, scores as K x C. */
export function overTaps(
  { layer, taps, inputs, outputs }: KernelPair,
  value: (at: number) => number,
): LayerScores {
  const scores = new Float64Array(outputs * inputs);
  for (let tap = 0; tap < taps; tap++) {
    for (let c = 0; c < inputs; c++) {
      for (let k = 0; k < outputs; k++) scores[k * inputs + c] += value((tap * inputs + c) * outputs + k);
    }
  }
  return { layer, outputs, inputs, scores };
}

/** The sum of scores of several images; or, with a weight of -1, what one degradation has over another. */
export function sumScores(
  parts: readonly FilterScores[],
  weights: readonly number[] = parts.map(() => 1),
): FilterScores {
  return parts[0].map((first, l) => {
    const scores = new Float64Array(first.scores.length);
    parts.forEach((part, p) => part[l].scores.forEach((score, i) => (scores[i] += weights[p] * score)));
    return { ...first, scores };
  });
}

/** One kernel. */
export interface Filter {
  readonly layer: string;
  readonly output: number;
  readonly input: number;
  readonly score: number;
}

/** The kernels with the largest scores, the largest first. Of equal ones the earlier in the network comes first. */
export function topFilters(scores: FilterScores, count: number): Filter[] {
  const all = scores.flatMap(({ layer, inputs, scores: values }) =>
    Array.from(values, (score, i): Filter => ({
      layer,
      output: Math.floor(i / inputs),
      input: i % inputs,
      score,
    })),
  );
  return all.sort((a, b) => b.score - a.score).slice(0, count);
}

/** How many kernels there are. */
export function filterCount(scores: FilterScores): number {
  return scores.reduce((sum, { scores: values }) => sum + values.length, 0);
}
