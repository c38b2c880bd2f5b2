import type { Graph, Value } from '../../graph';
import type { Emitter } from '../layer-call';

/** This project's layer: mirrored up to whole blocks, then spaceToDepth in tfjs's order of channels. */
export const pixelUnshuffle: Emitter = ({ graph, inputs: [x], config }) => {
  const factor = config.factor as number;
  const whole = mirrored(graph, mirrored(graph, x.value, 2, factor), 3, factor);
  return graph.node('SpaceToDepth', [whole], { blocksize: factor });
};

/** This project's layer: the upper left part of the first input, as large as the second times a scale. */
export const cropLike: Emitter = ({ graph, inputs: [x, like], config }) => {
  const sizes = graph.node('Gather', [graph.node('Shape', [like.value]), graph.integers([2, 3])]);
  const ends = graph.node('Mul', [sizes, graph.integers([config.scale as number])]);
  return graph.node('Slice', [x.value, graph.integers([0, 0]), ends, graph.integers([2, 3])]);
};

/** Goes on backwards beyond an axis's end, to a multiple of the factor; at the other border it stays there. */
function mirrored(graph: Graph, x: Value, axis: 2 | 3, factor: number): Value {
  const one = (value: number): Value => graph.constant(BigInt64Array.of(BigInt(value)), []);
  const size = graph.node('Gather', [graph.node('Shape', [x]), one(axis)]);
  const blocks = graph.node('Div', [graph.node('Add', [size, one(factor - 1)]), one(factor)]);
  const places = graph.node('Range', [one(0), graph.node('Mul', [blocks, one(factor)]), one(1)]);
  const last = graph.node('Sub', [size, one(1)]);
  const beyond = graph.node('Abs', [graph.node('Sub', [last, places])]);
  const back = graph.node('Max', [graph.node('Sub', [last, beyond]), one(0)]);
  return graph.node('Gather', [x, back], { axis });
}
