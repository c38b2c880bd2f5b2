import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import { type AttributionMethod, attributionOf, settingsOf } from './method';
import { eachSlope } from './slopes';
import { valuesOf, withGradients } from './values';

/** Settings of SmoothGrad. */
export interface SmoothGradOptions {
  readonly samples: number;
  readonly noise: number;
  readonly seed: number;
}

/** SmoothGrad: the mean gradient over noisy copies of the image; a slope, not a share, so that it has no completeness. */
export const smoothGrad: AttributionMethod<SmoothGradOptions> = {
  name: 'smooth-grad',
  title: 'SmoothGrad',
  summary: 'The mean gradient over noisy copies of the image.',
  source: 'Smilkov et al., SmoothGrad: removing noise by adding noise, 2017.',
  settings: {
    samples: { default: 50, about: 'noisy copies' },
    noise: { default: 0.1, about: "deviation of the noise, as a share of the image's range of values" },
    seed: { default: 0, about: 'seed of the noise' },
  },
  gradients: true,
  attribute: async (network, image, target, options = {}) => {
    const { samples, noise, seed } = settingsOf(smoothGrad, options);
    if (!Number.isInteger(samples) || samples < 1)
      throw new InputError(`samples is a whole number of 1 or more, not ${samples}.`);
    if (!(noise >= 0)) throw new InputError(`noise is a share from 0 on, not ${noise}.`);
    const differentiable = withGradients(network, 'SmoothGrad');
    const { values, shape } = await valuesOf(network, target, image)([image.data]);
    let [least, most] = [Infinity, -Infinity];
    for (const value of image.data) [least, most] = [Math.min(least, value), Math.max(most, value)];
    const deviation = noise * (most - least);
    const sums = new Float64Array(image.data.length);
    const noisy = (index: number): Float32Array => {
      const random = createRandom(seed, index);
      return image.data.map((value) => value + deviation * random.normal());
    };
    await eachSlope(
      differentiable,
      target,
      shape,
      { count: samples, size: image, at: noisy },
      (slope) => slope.forEach((value, i) => (sums[i] += value / samples)),
      options,
    );
    return attributionOf(image, Float32Array.from(sums), { objective: values[0] });
  },
};
