import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients';
import { createImage } from '@ddr-lab/images/image';
import { lamPath } from '../../attribution/lam-path';
import { DETAIL_EPSILON } from '../../attribution/targets';
import type { LoadedNetwork } from './forward';
import { forwardRegion } from './forward-region';
import type { Question } from './messages';
import { planFor, withoutGradients } from './regions';

/** The path of the library's `lam` as it is without being told. */
const BLUR = { sigma: 1.2, kernel: 9 };

/**
 * A part of the sum of a local attribution map: over some steps of the path, the gradient at a step's end times what the step changes (`lam` with
 * the rule `published`, in `src/attribution`).
 *
 * @returns H x W x 3, in float64.
 */
export async function slopesOf(
  network: LoadedNetwork,
  { image, window, steps, from, to }: Extract<Question, { ask: 'slopes' }>,
): Promise<Float64Array> {
  const why = withoutGradients(network.layers);
  if (why !== undefined) throw new Error(why);
  const { height, width } = image;
  const { top, left, size } = window;
  // A difference needs the pixel behind it.
  const region = { top, bottom: top + size + 1, left, right: left + size + 1 };
  const plan = planFor(network.layers, network.output, region, image);
  const slope = tf.grad((x) => detail(forwardRegion(network, plan, x as tf.Tensor4D), size));
  const path = lamPath(createImage(height, width, image.data), 'blur', BLUR);
  const sums = new Float64Array(image.data.length);
  let here = path(from / steps);
  for (let step = from + 1; step <= to; step++) {
    const before = here;
    here = path(step / steps);
    const slopes = tf.tidy(() => slope(tf.tensor4d(here, [1, height, width, 3])));
    const numbers = await slopes.data<'float32'>();
    slopes.dispose();
    for (let i = 0; i < sums.length; i++) sums[i] += (here[i] - before[i]) * numbers[i];
  }
  return sums;
}

/** The detail of a window, of what is one pixel larger below and to the right: `windowDetail` of the library. */
function detail(x: tf.Tensor4D, size: number): tf.Scalar {
  const [n, , , c] = x.shape;
  const part = (down: number, across: number): tf.Tensor =>
    tf.slice(x, [0, down, across, 0], [n, size, size, c]);
  const [down, across] = [tf.sub(part(1, 0), part(0, 0)), tf.sub(part(0, 1), part(0, 0))];
  return tf.sum(tf.sqrt(tf.add(tf.add(tf.square(down), tf.square(across)), DETAIL_EPSILON)));
}
