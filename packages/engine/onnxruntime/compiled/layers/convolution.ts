import type { Attribute, Value } from '../../graph';
import { filterToPlain } from '../../layouts';
import { isImage, required, type Emitter, type LayerCall } from '../layer-call';
import { activate } from './activation';

export const conv2d: Emitter = (call) => {
  const { graph } = call;
  const kernel = required(call, 'kernel');
  const window = windowAttributes(call.config, kernel.shape.slice(0, 2));
  if (!window) return undefined;
  return convolve(call, filterToPlain(graph, kernel.value), window);
};

/** This project's layer: groups of channels that do not see each other. */
export const groupConv2d: Emitter = (call) => {
  const kernel = required(call, 'kernel');
  const window = windowAttributes({ padding: 'same' }, kernel.shape.slice(0, 2));
  const filters = filterToPlain(call.graph, kernel.value);
  return window && convolve(call, filters, { ...window, group: call.config.groups as number });
};

export const depthwiseConv2d: Emitter = (call) => {
  const { graph, inputs } = call;
  const kernel = required(call, 'depthwise_kernel');
  const [height, width, channels, multiplier] = kernel.shape;
  // tfjs's layer stores a dilation and then does not use it.
  const window = windowAttributes({ ...call.config, dilationRate: 1 }, [height, width]);
  if (!window || !isImage(inputs[0])) return undefined;
  // kH x kW x C x M to C x M x kH x kW, then one input channel for each of the C M kernels.
  const first = graph.node('Transpose', [kernel.value], { perm: [2, 3, 0, 1] });
  const filters = graph.node('Reshape', [first, graph.integers([channels * multiplier, 1, height, width])]);
  return convolve(call, filters, { ...window, group: channels });
};

/** A fully connected layer; on an image it is a convolution with a window of one pixel. */
export const dense: Emitter = (call) => {
  const { graph, inputs } = call;
  const [x] = inputs;
  const kernel = required(call, 'kernel');
  if (isImage(x)) {
    const turned = graph.node('Transpose', [kernel.value], { perm: [1, 0] });
    const filter = graph.node('Reshape', [turned, graph.integers([kernel.shape[1], kernel.shape[0], 1, 1])]);
    return convolve(call, filter, { kernel_shape: [1, 1] });
  }
  if (x.shape.length !== 2) return undefined;
  const bias = call.weight('bias');
  return activate(call, graph.node('Gemm', [x.value, kernel.value, ...(bias ? [bias.value] : [])]));
};

function convolve(
  call: LayerCall,
  filter: Value,
  attributes: Readonly<Record<string, Attribute>>,
): Value | undefined {
  const bias = call.weight('bias');
  const inputs = [call.inputs[0].value, filter, ...(bias ? [bias.value] : [])];
  return activate(call, call.graph.node('Conv', inputs, attributes));
}

/** Both numbers of a setting that may be given as one. */
export function pair(value: unknown, fallback: number): readonly [number, number] {
  if (Array.isArray(value)) return [value[0] as number, (value[1] ?? value[0]) as number];
  const both = typeof value === 'number' ? value : fallback;
  return [both, both];
}

/** How a window moves over an image, as ONNX says it; undefined for what ONNX cannot say. */
export function windowAttributes(
  config: Readonly<Record<string, unknown>>,
  size: readonly number[],
): Readonly<Record<string, Attribute>> | undefined {
  if ((config.dataFormat ?? 'channelsLast') !== 'channelsLast') return undefined;
  const strides = pair(config.strides, 1);
  const dilations = pair(config.dilationRate, 1);
  const window = { kernel_shape: [...size], strides: [...strides], dilations: [...dilations] };
  if (config.padding === 'valid') return window;
  if (config.padding !== 'same') return undefined;
  if (strides.every((stride) => stride === 1)) {
    const total = size.map((taps, axis) => (taps - 1) * dilations[axis]);
    const before = total.map((pad) => Math.floor(pad / 2));
    return { ...window, pads: [...before, total[0] - before[0], total[1] - before[1]] };
  }
  // With a stride, the padding depends on the image's size, which onnxruntime does not resolve when dilated.
  return dilations.every((dilation) => dilation === 1) ? { ...window, auto_pad: 'SAME_UPPER' } : undefined;
}
