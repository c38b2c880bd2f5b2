import { InputError } from '@ddr-lab/base/errors';
import { modelPass, type Pass } from '@ddr-lab/engine/model-pass';
import { checkInput } from '../networks/check-input';
import { isGraphNetwork, type LayersNetwork, type Tappable } from '../networks/tappable';
import { passOf } from '../features/tap';
import type { InputSize } from './slopes';
import type { Target } from './targets';

/** A forward pass to what a target looks at. */
function passTo(network: Tappable, { layer }: Target): Pass {
  if (layer !== undefined) return passOf(network, [layer]);
  if (isGraphNetwork(network)) return async (batch) => [await network.predict(batch)];
  return modelPass(network.model, network.model.outputs);
}

/** What computes a target's value for images of one size, and the shape of what it looks at. */
export function valuesOf(
  network: Tappable,
  target: Target,
  { height, width, planes = 3 }: InputSize,
): (images: readonly ArrayLike<number>[]) => Promise<{ values: number[]; shape: readonly number[] }> {
  checkInput(network, planes / 3);
  const pass = passTo(network, target);
  return async (images) => {
    const size = height * width * planes;
    const data = new Float32Array(images.length * size);
    images.forEach((image, i) => data.set(image, i * size));
    const [{ data: all, dims }] = await pass({ data, dims: [images.length, height, width, planes] });
    const shape = dims.slice(1);
    const each = all.length / images.length;
    const values = images.map((_, i) => target.value(all.subarray(i * each, (i + 1) * each), shape));
    return { values, shape };
  };
}

/**
 * A network whose gradients can be had.
 *
 * @throws InputError for a graph of ONNX or tfjs, which can only be run.
 */
export function withGradients(network: Tappable, method: string): LayersNetwork {
  if (!isGraphNetwork(network)) return network;
  throw new InputError(
    `${method} needs gradients, and a network from an ONNX model, a tfjs graph or behind another range of values can only be run forward. ` +
      'Attribution by occlusion works with it; weights of an architecture known here (.pth, .safetensors) have gradients.',
  );
}
