import { input, model, type LayersModel, type layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { stepsTo } from '@ddr-lab/engine/onnxruntime/compiled/stages';
import { InputError } from '@ddr-lab/base/errors';
import { withSharedLayers } from './shared-layers';
import { copyWeight } from '@ddr-lab/engine/layers/copy-weights';

type Layer = layers.Layer;

/** tfjs's layer classes make a layer of its settings. */
type LayerClass = new (config: ReturnType<Layer['getConfig']>) => Layer;

/**
 * One network of two, the second working on what the first puts out: from image to image by the first, then
 * whatever the second does. It has layers and weights of its own, with the numbers of now. The second's keep their
 * names (`RB1`, `RB1.conv1`), the first's get the prefix (`CleanRB1`, `CleanRB1.conv1`), so that the blocks of both
 * can be tapped.
 *
 * @param prefix begins the names of the first network's layers; default `Clean`.
 * @throws InputError when the second does not take what the first puts out, or one has several inputs or outputs.
 */
export function chain(first: LayersModel, second: LayersModel, prefix = 'Clean'): LayersModel {
  const [given, wanted] = [first.outputs[0].shape, second.inputs[0].shape];
  if (
    given.length !== wanted.length ||
    wanted.some((size, axis) => size !== null && given[axis] !== null && size !== given[axis])
  ) {
    const words = (shape: typeof given): string => shape.map((size) => size ?? 'any').join(' x ');
    throw new InputError(
      `The second network takes ${words(wanted)} and the first puts out ${words(given)}: they cannot be chained.`,
    );
  }
  const image = input({ name: 'Input', shape: first.inputs[0].shape.slice(1) });
  const between = copyLayers(first, image, (name) => `${prefix}${name}`);
  return withSharedLayers(model({ inputs: image, outputs: copyLayers(second, between, (name) => name) }));
}

/**
 * A network's layers once more, with weights of their own, under other names, applied to `x` in place of its input.
 *
 * @param after is told each layer's name and what it puts out, and says what goes on in its place; default what it puts out.
 * @throws InputError for a network of several inputs or outputs.
 */
export function copyLayers(
  network: LayersModel,
  x: SymbolicTensor,
  rename: (name: string) => string,
  after: (name: string, y: SymbolicTensor) => SymbolicTensor = (_, y) => y,
): SymbolicTensor {
  const found = network.outputs.length === 1 ? stepsTo(network, network.outputs) : undefined;
  if (!found) throw new InputError('Only networks of one input and one output can be copied layer by layer.');
  const copies = new Map<Layer, Layer>();
  const results = [x];
  for (const { layer, inputs } of found.steps.slice(1)) {
    let copy = copies.get(layer);
    if (!copy) {
      copy = new (layer.constructor as LayerClass)({ ...layer.getConfig(), name: rename(layer.name) });
      copies.set(layer, copy);
    }
    const from = inputs.map((index) => results[index]);
    results.push(after(layer.name, copy.apply(from.length === 1 ? from[0] : from) as SymbolicTensor));
  }
  for (const [layer, copy] of copies) {
    layer.weights.forEach((weight, index) => copyWeight(weight, copy.weights[index]));
  }
  return results[found.outputs[0]];
}
