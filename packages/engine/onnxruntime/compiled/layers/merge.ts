import type { Emitter } from '../layer-call';
import { axisInGraph } from './activation';

/** An operation between inputs of one rank, two at a time, which onnxruntime fuses better than all at once. */
const fold =
  (opType: string): Emitter =>
  ({ graph, inputs, shape }) =>
    inputs.every((input) => input.shape.length === shape.length)
      ? inputs.map(({ value }) => value).reduce((a, b) => graph.node(opType, [a, b]))
      : undefined;

export const add = fold('Add');
export const multiply = fold('Mul');
export const maximum = fold('Max');
export const minimum = fold('Min');

export const average: Emitter = (call) => {
  const sum = add(call);
  return sum && call.graph.node('Mul', [sum, call.graph.scalar(1 / call.inputs.length)]);
};

export const concatenate: Emitter = ({ graph, inputs, config }) =>
  graph.node(
    'Concat',
    inputs.map(({ value }) => value),
    { axis: axisInGraph(inputs[0], (config.axis ?? -1) as number) },
  );
