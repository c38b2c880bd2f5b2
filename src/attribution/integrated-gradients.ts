import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { type AttributionMethod, settingsOf } from './method';
import { alongPath, type PathRule, pathRules } from './path';

/** Settings of integrated gradients. */
export interface IntegratedGradientsOptions {
  readonly baseline: 'black' | 'mean';
  readonly steps: number;
  readonly rule: PathRule;
}

/** Integrated gradients: gradients along the straight line from a flat image. */
export const integratedGradients: AttributionMethod<IntegratedGradientsOptions> = {
  name: 'integrated-gradients',
  title: 'Integrated gradients',
  summary: 'Gradients along the straight line from a flat image to the image, times the way.',
  source: 'Sundararajan, Taly and Yan, Axiomatic Attribution for Deep Networks, ICML 2017.',
  settings: {
    baseline: {
      default: 'black',
      words: ['black', 'mean'],
      about: "the flat image: black, or the image's mean colour",
    },
    steps: { default: 50, about: 'steps of the path' },
    rule: {
      default: 'trapezoid',
      words: pathRules,
      about: "how the integral is summed: each step's end, or the mean of both ends",
    },
  },
  gradients: true,
  attribute: async (network, image, target, options = {}) => {
    const { baseline, steps, rule } = settingsOf(integratedGradients, options);
    const { memory, onProgress, signal } = options;
    const flat = flatColour(image, baseline);
    const path = (t: number): Float32Array => image.data.map((value, i) => t * value + (1 - t) * flat[i % 3]);
    return alongPath(network, image, target, path, {
      method: 'Integrated gradients',
      steps,
      rule,
      memory,
      onProgress,
      signal,
    });
  },
};

/**
 * The colour of a flat image.
 *
 * @throws InputError for another word.
 */
export function flatColour({ data }: Image, kind: 'black' | 'mean'): readonly [number, number, number] {
  if (kind === 'black') return [0, 0, 0];
  if (kind !== 'mean') throw new InputError(`The flat image is black or mean, not ${String(kind)}.`);
  const sums: [number, number, number] = [0, 0, 0];
  data.forEach((value, i) => (sums[i % 3] += value));
  return sums.map((sum) => (3 * sum) / data.length) as [number, number, number];
}
