import { InputError } from '@ddr-lab/base/errors';
import { currentSignal } from '@ddr-lab/base/signal';
import { useBackend } from '@ddr-lab/engine/backend';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Gradients } from '@ddr-lab/engine/gradients/objective';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  type DegradedPair,
  type FilterMethod,
  type FilterOptions,
  type FilterScores,
  kernelPairs,
  type NetworkPair,
  overTaps,
  sumScores,
} from './scores';

/** The path of one image: gradients of the loss by all weights, averaged, and how far they account for the loss. */
export interface WeightPath {
  /** Of each weight's numbers, by the weight's name: mean gradient times (target - baseline), signed. */
  readonly parts: ReadonlyMap<string, Float64Array>;
  /** Loss (the sum of squared errors) of the baseline and of the target. */
  readonly losses: { readonly baseline: number; readonly target: number };
  /** The sum of all parts, those of biases too. */
  readonly total: number;
  /** | total - (target's loss - baseline's) | over the latter's magnitude: 0 where all is accounted for. */
  readonly residual: number;
}

/**
 * FAIG: integrated gradients in the space of weights. The loss's gradient along the straight line from the target (a network that removes degradations) towards
 * the baseline (one that does not, from which it was fine-tuned), averaged, times the difference; a kernel's score is the sum of magnitudes over its taps.
 */
export const faig: FilterMethod = {
  name: 'faig',
  title: 'FAIG',
  summary:
    "The loss's gradient along the way between two networks' weights, times the way, kernel by kernel.",
  source:
    'Xie et al., Finding Discriminative Filters for Specific Degradations in Blind Super-Resolution, NeurIPS 2021, as their code has it: magnitudes are taken after averaging, so that scores do not add up to the loss; the signed sum with biases does.',
  settings: {
    steps: { default: 100, about: 'steps of the path' },
    rule: {
      default: 'published',
      words: ['published', 'trapezoid'],
      about: "each step's end that is nearer to the target, or the mean of both",
    },
  },
  score: async (networks, pairs, options = {}) => {
    const kernels = kernelPairs(networks);
    const images: FilterScores[] = [];
    await eachWeightPath(networks, pairs, options, ({ parts }) => {
      images.push(
        kernels.map((kernel) => {
          const signed = parts.get(kernel.target.name)!;
          return overTaps(kernel, (at) => Math.abs(signed[at]));
        }),
      );
    });
    return sumScores(images);
  },
};

/**
 * The paths of several images, one after another: each is told, in order. The target's weights are as they were afterwards.
 *
 * @throws InputError as `kernelPairs`, and for no images or no steps.
 */
export async function eachWeightPath(
  networks: NetworkPair,
  pairs: readonly DegradedPair[],
  options: FilterOptions,
  visit: (path: WeightPath, index: number) => void,
): Promise<void> {
  const { steps = 100, rule = 'published', onProgress, signal = currentSignal() } = options;
  kernelPairs(networks);
  if (pairs.length === 0) throw new InputError('Filters are scored on images: none were given.');
  if (!Number.isInteger(steps) || steps < 1)
    throw new InputError(`steps is a whole number of 1 or more, not ${steps}.`);
  if (rule !== 'published' && rule !== 'trapezoid')
    throw new InputError(`rule is published or trapezoid, not ${String(rule)}.`);
  await useBackend();
  const parameters = parametersOf(networks.target.model);
  const from = parametersOf(networks.baseline.model);
  const target = parameters.trainable.map(({ value }) => value.slice());
  const baseline = parameters.trainable.map(({ name }) => from.get(name).value);
  let gradients: { readonly key: string; readonly run: Gradients } | undefined;
  const lossOf = (pair: DegradedPair, alpha: number): number => {
    parameters.trainable.forEach(({ value, gradient }, p) => {
      gradient.fill(0);
      for (let i = 0; i < value.length; i++)
        value[i] = target[p][i] + alpha * (baseline[p][i] - target[p][i]);
    });
    return gradients!.run.run({ x: pair.degraded.data, y: pair.original.data }).losses.total;
  };
  const total = pairs.length * (steps + 1);
  try {
    for (const [index, pair] of pairs.entries()) {
      const key = [pair.degraded, pair.original].map(({ height, width }) => `${height} ${width}`).join();
      if (gradients?.key !== key) {
        gradients?.run.dispose();
        gradients = { key, run: squaredError(networks.target.model, pair) };
      }
      const sums = parameters.trainable.map(({ value }) => new Float64Array(value.length));
      const losses = { baseline: 0, target: 0 };
      for (let step = 0; step <= steps; step++) {
        signal?.throwIfAborted();
        const loss = lossOf(pair, step / steps);
        if (step === 0) losses.target = loss;
        if (step === steps) losses.baseline = loss;
        const isEnd = step === 0 || step === steps;
        const weight = rule === 'trapezoid' ? (isEnd ? 0.5 : 1) : step === steps ? 0 : 1;
        parameters.trainable.forEach(({ gradient }, p) => {
          for (let i = 0; i < gradient.length; i++) sums[p][i] += (weight / steps) * gradient[i];
        });
        onProgress?.({
          done: index * (steps + 1) + step + 1,
          total,
          note: `image ${index + 1} of ${pairs.length}`,
        });
        await new Promise((resolve) => setImmediate(resolve));
      }
      let sum = 0;
      sums.forEach((mean, p) => {
        for (let i = 0; i < mean.length; i++) sum += mean[i] *= target[p][i] - baseline[p][i];
      });
      const change = losses.target - losses.baseline;
      visit(
        {
          parts: new Map(parameters.trainable.map(({ name }, p) => [name, sums[p]])),
          losses,
          total: sum,
          residual: change === 0 ? (sum === 0 ? 0 : Infinity) : Math.abs(sum - change) / Math.abs(change),
        },
        index,
      );
    }
  } finally {
    gradients?.run.dispose();
    parameters.trainable.forEach(({ value }, p) => value.set(target[p]));
    parameters.sync();
  }
}

/** The sum of squared errors as a function of the weights. */
function squaredError(model: LayersModel, { degraded, original }: DegradedPair): Gradients {
  const size = original.height * original.width * 3;
  return gradientsOf({
    networks: { network: { model, role: 'examined' } },
    inputs: { x: [1, degraded.height, degraded.width, 3], y: [1, original.height, original.width, 3] },
    build: (calculus, { x, y }) => {
      const total = calculus.sum([[size, calculus.mse(calculus.apply('network', x)[0], y)]]);
      return { losses: { total }, total };
    },
  });
}
