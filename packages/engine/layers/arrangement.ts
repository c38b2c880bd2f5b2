import { refuse } from '../gradients/compiled/learn';
import type { Feature, Tape } from '../gradients/compiled/tape';
import { inTfjsOrder, type Emitter, type LayerCall } from '../onnxruntime/compiled/layer-call';
import type { Value } from '../onnxruntime/graph';
import { channelsFirst, channelsLast, fromBlocks, toBlocks } from '../onnxruntime/layouts';
import { pixelwise, type LayerKind } from './kind';
import { windowAxis } from './sight';

/** Passes its input on: a layer that does something in training alone. */
export const identity: Emitter = ({ inputs }) => inputs[0].value;

/** Zeros at random in training; here it passes its input on, as at inference. */
export const dropout: LayerKind = { className: 'Dropout', emit: identity, locality: pixelwise };
/** Noise in training; here it passes its input on, as at inference. */
export const gaussianNoise: LayerKind = { className: 'GaussianNoise', emit: identity, locality: pixelwise };

/** An image as one row of numbers. */
export const flatten: LayerKind = {
  className: 'Flatten',
  emit: (call) =>
    (call.config.dataFormat ?? 'channelsLast') === 'channelsLast' ? rearrange(call, [0, -1]) : undefined,
  sight: () => 'image',
  learn: ({ tape, inputs: [x] }) => toRows(tape, x),
};

/** Another shape for the same numbers; in training N x C to N x 1 x 1 x C and the like alone: rows stay rows. */
export const reshape: LayerKind = {
  className: 'Reshape',
  emit: (call) => {
    const target = (call.config.targetShape as (number | null)[]).map((size) => size ?? -1);
    if (target.filter((size) => size < 0).length > 1) return undefined;
    const value = rearrange(call, [0, ...target]);
    return target.length === 3 ? channelsFirst(call.graph, value) : value;
  },
  sight: () => 'image',
  learn: (call) => {
    const {
      inputs: [x],
      shape,
    } = call;
    return x.layout === 'rows' && shape.slice(1, -1).every((one) => one === 1) ? x : refuse(call);
  },
};

/** Zeros around an image. */
export const zeroPadding2d: LayerKind = {
  className: 'ZeroPadding2D',
  emit: ({ graph, inputs: [x], config }) => {
    if ((config.dataFormat ?? 'channelsLast') !== 'channelsLast') return undefined;
    const [[top, bottom], [left, right]] = config.padding as [[number, number], [number, number]];
    return graph.node('Pad', [x.value, graph.integers([0, 0, top, left, 0, 0, bottom, right])]);
  },
  sight: ({ padding }) => {
    const [[top], [left]] = padding as [[number, number], [number, number]];
    return { rows: windowAxis(1, 1, 1, top), columns: windowAxis(1, 1, 1, left) };
  },
};

/** Numbers in tfjs's order under another shape; 0 keeps a size, -1 is what is left. */
function rearrange({ graph, inputs: [x] }: LayerCall, target: readonly number[]): Value {
  return graph.node('Reshape', [inTfjsOrder(graph, x), graph.integers(target)]);
}

/** N x H x W x C to rows of H W C, in tfjs's order. */
function toRows(tape: Tape, x: Feature): Feature {
  if (x.layout === 'rows') return x;
  const { graph, batch } = tape;
  const { height, width } = x;
  const pixels =
    x.layout === 'planes' ? channelsLast(graph, x.value) : fromBlocks(graph, x.value, x.channels, 'NHWC');
  const channels = height * width * x.channels;
  const value = graph.node('Reshape', [pixels, graph.integers([batch, channels])]);
  const y: Feature = { layout: 'rows', value, channels, height: 1, width: 1, fixed: x.fixed };
  return tape.record(y, (dy) => {
    const whole = graph.node('Reshape', [dy, graph.integers([batch, height, width, x.channels])]);
    tape.accumulate(x, x.layout === 'planes' ? channelsFirst(graph, whole) : toBlocks(graph, whole));
  });
}
