import { weightName } from '@ddr-lab/engine/onnxruntime/compiled/layer-call';
import { stepsTo } from '@ddr-lab/engine/onnxruntime/compiled/stages';
import type { LayersModel, Shape } from '@tensorflow/tfjs-layers';
import type { NetworkSpec } from '../networks/architectures/spec';
import { buildNetwork } from '../networks/network';

/** Multiplications, each with its addition, of a network's convolutions and dense layers. */
export interface MultiplyAdds {
  /** In layers that are trained. */
  readonly trained: number;
  /** In layers that are not. */
  readonly frozen: number;
}

/**
 * Counts what a network computes from an input of the given shape to its outputs, or up to the named layers:
 * convolutions and dense layers alone, next to which all else costs little.
 *
 * @param input shape with the batch, N x H x W x C.
 */
export function multiplyAdds(
  model: LayersModel,
  input: readonly number[],
  layers?: readonly string[],
): MultiplyAdds {
  const wanted = layers?.map((name) => model.getLayer(name).output);
  const found = stepsTo(model, wanted ? wanted.flat() : model.outputs);
  if (!found) throw new Error('Only networks of one input can be counted.');
  const shapes: Shape[] = [[...input]];
  const sums = { trained: 0, frozen: 0 };
  for (const { layer, inputs } of found.steps.slice(1)) {
    const from = inputs.map((index) => shapes[index]);
    const shape = layer.computeOutputShape(from.length === 1 ? from[0] : from) as Shape;
    shapes.push(shape);
    const kernel = layer.weights.find((weight) => weightName(weight) === 'kernel');
    if (!kernel) continue;
    // Every result but for its channels is one use of the whole kernel.
    const places = size(shape) / shape[shape.length - 1]!;
    sums[layer.trainable ? 'trained' : 'frozen'] += places * size(kernel.shape);
  }
  return sums;
}

const size = (shape: Shape): number => shape.reduce<number>((product, side) => product * side!, 1);

/** Counts a network's multiply-adds for an input of a shape, up to some layers or to its output. */
export type CountNetwork = (
  spec: NetworkSpec,
  input: readonly number[],
  layers?: readonly string[],
) => Promise<MultiplyAdds>;

/** Builds the network, counts, and lets go of it. */
export const countNetwork: CountNetwork = async (spec, input, layers) => {
  const { model } = await buildNetwork(spec);
  try {
    return multiplyAdds(model, input, layers);
  } finally {
    model.dispose();
  }
};
