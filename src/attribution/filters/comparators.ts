import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { currentSignal } from '@ddr-lab/base/signal';
import { useBackend } from '@ddr-lab/engine/backend';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { type FilterMethod, type FilterScores, kernelPairs, overTaps, sumScores } from './scores';

const source = 'Xie et al., NeurIPS 2021, the comparison, as their code has it.';

/** Integrated gradients of the target's weights along the way from the clean input to the degraded one; no difference of weights comes in. */
export const weightGradients: FilterMethod = {
  name: 'integrated-gradients',
  title: 'Integrated gradients',
  summary:
    "The gradient of the output's sum along the way from the clean input to the degraded one, kernel by kernel.",
  source,
  settings: { steps: { default: 100, about: 'steps of the path' } },
  score: async (networks, pairs, { steps = 100, onProgress, signal = currentSignal() } = {}) => {
    const kernels = kernelPairs(networks);
    if (pairs.length === 0) throw new InputError('Filters are scored on images: none were given.');
    if (!Number.isInteger(steps) || steps < 1)
      throw new InputError(`steps is a whole number of 1 or more, not ${steps}.`);
    await useBackend();
    const { model } = networks.target;
    const parts: FilterScores[] = [];
    for (const [index, { degraded, clean, original }] of pairs.entries()) {
      const given = [1, original.height, original.width, 3];
      const gradients = gradientsOf({
        networks: { network: { model, role: 'examined' } },
        inputs: { x: [1, degraded.height, degraded.width, 3], ones: given },
        build: (calculus, { x, ones }) => {
          const total = calculus.inner(calculus.apply('network', x)[0], ones);
          return { losses: { total }, total };
        },
      });
      const ones = new Float32Array(original.data.length).fill(1);
      const sums = kernels.map(({ target }) => new Float64Array(target.value.length));
      try {
        for (let step = 0; step < steps; step++) {
          signal?.throwIfAborted();
          const t = step / steps;
          const x = clean.data.map((value, i) => (1 - t) * value + t * degraded.data[i]);
          parametersOf(model).trainable.forEach(({ gradient }) => gradient.fill(0));
          gradients.run({ x, ones });
          kernels.forEach(({ target }, k) =>
            target.gradient.forEach((value, i) => (sums[k][i] += value / steps)),
          );
          onProgress?.({ done: index * steps + step + 1, total: pairs.length * steps });
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        gradients.dispose();
      }
      parts.push(kernels.map((kernel, k) => overTaps(kernel, (at) => Math.abs(sums[k][at]))));
    }
    return sumScores(parts);
  },
};

/** How much a kernel was changed by fine-tuning, relative to what it was: sum |difference| / sum |baseline|. The same ranking for all degradations. */
export const weightChange: FilterMethod = {
  name: 'change',
  title: '|change|',
  summary: 'How much fine-tuning changed a kernel, relative to its size.',
  source,
  settings: {},
  score: async (networks) =>
    kernelPairs(networks).map((kernel) => {
      const [to, from] = [kernel.target.value, kernel.baseline.value];
      const changes = overTaps(kernel, (at) => Math.abs(to[at] - from[at]));
      const sizes = overTaps(kernel, (at) => Math.abs(from[at]));
      return {
        ...changes,
        scores: changes.scores.map((change, i) => (change === 0 ? 0 : change / sizes.scores[i])),
      };
    }),
};

/** Random scores: what any ranking must do better than. */
export const randomFilters: FilterMethod = {
  name: 'random',
  title: 'Random',
  summary: 'Random scores.',
  source,
  settings: { seed: { default: 0, about: 'seed of the scores' } },
  score: async (networks, _, { seed = 0 } = {}) => {
    const random = createRandom(seed);
    return kernelPairs(networks).map(({ layer, inputs, outputs }) => ({
      layer,
      inputs,
      outputs,
      scores: Float64Array.from({ length: inputs * outputs }, () => random.uniform()),
    }));
  },
};
