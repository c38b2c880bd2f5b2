import type { Feature, Tape } from '../gradients/compiled/tape';
import type { Emitter } from '../onnxruntime/compiled/layer-call';
import type { LayerKind } from './kind';
import { pair, windowAttributes, windowSight } from './window';

const pool =
  (opType: 'MaxPool' | 'AveragePool'): Emitter =>
  ({ graph, inputs: [x], config }) => {
    const window = windowAttributes(config, pair(config.poolSize, 2));
    if (!window) return undefined;
    const { kernel_shape, strides, pads, auto_pad } = window;
    return graph.node(opType, [x.value], { kernel_shape, strides, pads, auto_pad });
  };

const poolSight: NonNullable<LayerKind['sight']> = (config, seen) =>
  windowSight({ ...config, dilationRate: 1 }, pair(config.poolSize, 2), seen);

/** The largest sample of each window. */
export const maxPooling2d: LayerKind = {
  className: 'MaxPooling2D',
  emit: pool('MaxPool'),
  sight: poolSight,
};
/** Like tfjs's, the mean is over the pixels inside the image. */
export const averagePooling2d: LayerKind = {
  className: 'AveragePooling2D',
  emit: pool('AveragePool'),
  sight: poolSight,
};

const globalPool =
  (opType: 'ReduceMean' | 'ReduceMax'): Emitter =>
  ({ graph, inputs: [x], config }) =>
    (config.dataFormat ?? 'channelsLast') === 'channelsLast'
      ? graph.node(opType, [x.value], { axes: [2, 3], keepdims: 0 })
      : undefined;

/** The mean of each channel over all pixels. */
export const globalAveragePooling2d: LayerKind = {
  className: 'GlobalAveragePooling2D',
  emit: globalPool('ReduceMean'),
  sight: () => 'image',
  learn: ({ tape, inputs: [x] }) => globalAverage(tape, x),
};

/** The largest sample of each channel. */
export const globalMaxPooling2d: LayerKind = {
  className: 'GlobalMaxPooling2D',
  emit: globalPool('ReduceMax'),
  sight: () => 'image',
};

/** The mean over all pixels, as rows. */
function globalAverage(tape: Tape, x: Feature): Feature {
  const { graph, batch } = tape;
  const run = tape.runOf(x);
  const pixels = x.height * x.width;
  const shape = [batch, x.channels / run, pixels, run];
  const parts = graph.node('Reshape', [x.value, graph.integers(shape)]);
  const sums = graph.node('ReduceSum', [parts, graph.integers([2])], { keepdims: 0 });
  const rows = graph.node('Reshape', [sums, graph.integers([batch, x.channels])]);
  const share = graph.scalar(1 / pixels);
  const value = graph.node('Mul', [rows, share]);
  const y: Feature = { layout: 'rows', value, channels: x.channels, height: 1, width: 1, fixed: x.fixed };
  return tape.record(y, (dy) => {
    const scaled = graph.node('Mul', [dy, share]);
    const one = graph.node('Reshape', [scaled, graph.integers([batch, x.channels / run, 1, run])]);
    const spread = graph.node('Expand', [one, graph.integers(shape)]);
    tape.accumulate(
      x,
      graph.node('Reshape', [spread, graph.integers([batch, x.channels, x.height, x.width])]),
    );
  });
}
