import type { layers, LayersModel, Shape, SymbolicTensor } from '@tensorflow/tfjs-layers';

/** One use of a layer by a model: what goes in (numbers of earlier steps) and the shape that comes out. */
export interface Step {
  readonly layer: layers.Layer;
  readonly className: string;
  readonly inputs: readonly number[];
  readonly shape: Shape;
}

/** What a model computes on its way to some of its tensors, in an order that can be followed. */
export interface Steps {
  /** The first is the model's input. */
  readonly steps: readonly Step[];
  /** The number of the step that gives each tensor asked for. */
  readonly outputs: readonly number[];
}

/**
 * The steps from a model's one input to the tensors, those alone that are needed; undefined for models with
 * several inputs and for layers with several results. A layer used twice makes two steps.
 */
export function stepsTo(model: LayersModel, tensors: readonly SymbolicTensor[]): Steps | undefined {
  if (model.inputs.length !== 1) return undefined;
  const [input] = model.inputs;
  const steps: Step[] = [
    { layer: input.sourceLayer, className: 'InputLayer', inputs: [], shape: input.shape },
  ];
  const numbers = new Map<number, number>([[input.id, 0]]);
  const pending = [...tensors].reverse();
  while (pending.length > 0) {
    const tensor = pending[pending.length - 1];
    if (numbers.has(tensor.id)) {
      pending.pop();
      continue;
    }
    const layer = tensor.sourceLayer;
    const node = layer.inboundNodes[tensor.nodeIndex];
    // Another input than the model's, or a layer that takes or gives what is no plain chain of tensors.
    if (!node || node.inputTensors.length === 0 || node.outputTensors.length !== 1) return undefined;
    const missing = node.inputTensors.filter(({ id }) => !numbers.has(id));
    if (missing.length > 0) {
      pending.push(...missing.reverse());
      continue;
    }
    pending.pop();
    const inputs = node.inputTensors.map(({ id }) => numbers.get(id)!);
    numbers.set(tensor.id, steps.length);
    steps.push({ layer, className: layer.getClassName(), inputs, shape: tensor.shape });
  }
  return { steps, outputs: tensors.map(({ id }) => numbers.get(id)!) };
}
