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

/** This project's layer: the channels from `begin` to before `end`. */
export const channelSlice: Emitter = ({ graph, inputs: [x], config }) => {
  const [begin, end] = [config.begin as number, config.end as number];
  return graph.node('Slice', [x.value, graph.integers([begin]), graph.integers([end]), graph.integers([1])]);
};

/** This project's layer: each channel's mean plus its standard deviation. */
export const channelContrast: Emitter = ({ graph, inputs: [x] }) => {
  const mean = graph.node('ReduceMean', [x.value], { axes: [2, 3], keepdims: 1 });
  const apart = graph.node('Sub', [x.value, mean]);
  const square = graph.node('Mul', [apart, apart]);
  const deviation = graph.node('Sqrt', [graph.node('ReduceMean', [square], { axes: [2, 3], keepdims: 1 })]);
  return graph.node('Add', [deviation, mean]);
};

/** This project's layer: the first input resized to the second's rows and columns. */
export const bilinearLike: Emitter = ({ graph, inputs: [x, like] }) => {
  const part = (value: Value, axes: readonly number[]): Value =>
    graph.node('Gather', [graph.node('Shape', [value]), graph.integers(axes)]);
  const sizes = graph.node('Concat', [part(x.value, [0, 1]), part(like.value, [2, 3])], { axis: 0 });
  return graph.node('Resize', [x.value, '', '', sizes], {
    mode: 'linear',
    coordinate_transformation_mode: 'half_pixel',
  });
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
