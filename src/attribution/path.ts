import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import type { Tappable } from '../networks/tappable';
import { type Attribution, attributionOf, type AttributeOptions } from './method';
import { eachSlope, type InputSize } from './slopes';
import type { Target } from './targets';
import { valuesOf, withGradients } from './values';

/**
 * How an integral along a path becomes a sum. `published`: the gradient at the end of each step, from the first to the image itself, as LAM's
 * code has it. `trapezoid`: the mean of a step's two ends, for one point more; far nearer to the integral.
 */
export type PathRule = 'published' | 'trapezoid';
export const pathRules: readonly PathRule[] = ['published', 'trapezoid'];

/** A path of images: at 0 the baseline, at 1 the image. Each point is H x W x 3. */
export type ImagePath = (t: number) => Float32Array;

/** What `alongPath` takes. */
export interface AlongPathOptions extends AttributeOptions {
  readonly method: string;
  /** Steps of equal length in t. */
  readonly steps: number;
  readonly rule: PathRule;
}

/** What a path integral has found. */
export interface PathSums {
  /** Sample by sample, in float64: a path of 50 steps would otherwise lose a digit. */
  readonly sums: Float64Array;
  /** The target's value at the end of the path, and at its beginning. */
  readonly objective: number;
  readonly baseline: number;
}

/**
 * The path integral of a target's gradient: sample by sample, the sum over steps of gradient times the change of the sample in that step.
 *
 * @param size of the input, with its planes where it is a clip.
 * @throws InputError for steps that are no positive whole number, another rule, and as `withGradients`.
 */
export async function integralAlong(
  network: Tappable,
  size: InputSize,
  target: Target,
  path: ImagePath,
  options: AlongPathOptions,
): Promise<PathSums> {
  const { method, steps, rule, ...rest } = options;
  if (!Number.isInteger(steps) || steps < 1)
    throw new InputError(`steps is a whole number of 1 or more, not ${steps}.`);
  if (!pathRules.includes(rule))
    throw new InputError(`rule is one of ${pathRules.join(', ')}, not ${String(rule)}.`);
  const differentiable = withGradients(network, method);
  let here = path(0);
  const { values, shape } = await valuesOf(network, target, size)([here, path(1)]);
  const [baseline, objective] = values;
  const sums = new Float64Array(here.length);
  const first = rule === 'trapezoid' ? 0 : 1;
  await eachSlope(
    differentiable,
    target,
    shape,
    { count: steps + 1 - first, size, at: (index) => path((index + first) / steps) },
    (slope, index) => {
      const step = index + first;
      const weight = rule === 'trapezoid' ? 0.5 : 1;
      if (step > 0) {
        const before = here;
        here = path(step / steps);
        for (let i = 0; i < sums.length; i++) sums[i] += weight * (here[i] - before[i]) * slope[i];
      }
      // By the trapezoid rule it counts for the step that begins here, too.
      if (rule === 'trapezoid' && step < steps) {
        const next = path((step + 1) / steps);
        for (let i = 0; i < sums.length; i++) sums[i] += weight * (next[i] - here[i]) * slope[i];
      }
    },
    rest,
  );
  return { sums, objective, baseline };
}

/** `integralAlong` of an image, as an attribution. */
export async function alongPath(
  network: Tappable,
  image: Image,
  target: Target,
  path: ImagePath,
  options: AlongPathOptions,
): Promise<Attribution> {
  const { sums, ...values } = await integralAlong(
    network,
    { height: image.height, width: image.width },
    target,
    path,
    options,
  );
  return attributionOf(image, Float32Array.from(sums), values);
}
