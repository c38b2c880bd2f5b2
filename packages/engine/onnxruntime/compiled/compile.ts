import { Graph, type Value } from '../graph';
import { channelsFirst } from '../layouts';
import { layerKinds } from '../../layers/kinds';
import { inTfjsOrder, isImage, weightName, type Feature, type Step, type Weight } from './layer-call';

/** A part of a model's steps: from the results of some to the results of others. */
export interface Part {
  /** Steps whose results are given, as inputs `x0`, `x1`, ... of the graph. */
  readonly inputs: readonly number[];
  /** Steps whose results are wanted, as outputs `y0`, `y1`, ... of the graph. */
  readonly outputs: readonly number[];
}

/**
 * Writes a part of a model into one graph, with its weights as they are now: images channels first all the way,
 * so that onnxruntime lays the channels out in blocks and makes activations and additions part of the
 * convolutions; inputs and outputs in tfjs's order. Undefined when a layer is of a kind that `layerKinds` does not
 * know, or set in a way that it does not take.
 */
export function compile(steps: readonly Step[], part: Part): Graph | undefined {
  const graph = new Graph();
  const features = new Map<number, Feature>();
  part.inputs.forEach((index, position) => {
    const { shape } = steps[index];
    const name = `x${position}`;
    // Inputs of an image have one size: only so can sums of them be fused.
    const given = graph.input(
      name,
      shape.map((size, axis) => size ?? ['n', 'h', 'w'][axis] ?? -1),
    );
    features.set(index, { value: isImage({ shape }) ? channelsFirst(graph, given) : given, shape });
  });
  const weights = new Map<string, Weight>();
  for (const index of needed(steps, part)) {
    const { layer, className, inputs, shape } = steps[index];
    const value: Value | undefined = layerKinds.get(className)?.emit({
      graph,
      inputs: inputs.map((input) => features.get(input)!),
      config: layer.getConfig(),
      shape,
      weight: (name) => {
        const found = layer.weights.find((weight) => weightName(weight) === name);
        if (!found) return undefined;
        const known = weights.get(found.name);
        if (known) return known;
        const tensor = found.read();
        const constant = graph.constant(tensor.dataSync<'float32'>(), tensor.shape);
        const weight = { value: constant, shape: tensor.shape };
        weights.set(found.name, weight);
        return weight;
      },
    });
    if (value === undefined) return undefined;
    features.set(index, { value, shape });
  }
  part.outputs.forEach((index, position) => {
    graph.output(inTfjsOrder(graph, features.get(index)!), `y${position}`);
  });
  return graph;
}

/** The steps that a part computes, in order: those between its inputs and its outputs. */
export function needed(steps: readonly Step[], { inputs, outputs }: Part): number[] {
  const found = new Set<number>();
  const visit = (index: number): void => {
    if (inputs.includes(index) || found.has(index)) return;
    found.add(index);
    steps[index].inputs.forEach(visit);
  };
  outputs.forEach(visit);
  return [...found].sort((a, b) => a - b);
}
