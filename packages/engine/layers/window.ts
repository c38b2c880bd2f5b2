import type { Attribute, Value } from '../onnxruntime/graph';
import type { LayerCall } from '../onnxruntime/compiled/layer-call';
import { activate } from './activation';
import type { Locality } from './kind';
import { windowAxis, type AxisSight, type Seen, type Window } from './sight';

/** Writes a convolution with a filter of K x C x kH x kW, the bias and the activation that the layer has. */
export function convolve(
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

/** The locality of a window that moves pixel by pixel, with zeros around the image. */
export function windowReach(
  config: Readonly<Record<string, unknown>>,
  dilations: readonly [number, number],
): Locality | undefined {
  if (config.padding !== 'same' || pair(config.strides, 1).some((stride) => stride !== 1)) return undefined;
  const taps = pair(config.kernelSize, 1);
  return {
    reach: Math.max(...taps.map((count, axis) => Math.ceil(((count - 1) * dilations[axis]) / 2))),
    scale: 1,
  };
}

/**
 * How a convolution or pooling of tfjs's sees its input: TensorFlow's padding of `same` depends on the sizes.
 *
 * @param config `strides`, `padding` and `dilationRate`, as tfjs's layers have them.
 */
export function windowSight(
  config: Readonly<Record<string, unknown>>,
  size: readonly [number, number],
  { input, output }: Seen,
): Window | undefined {
  if (!input || !output || (config.dataFormat ?? 'channelsLast') !== 'channelsLast') return undefined;
  const strides = pair(config.strides, 1);
  const dilations = pair(config.dilationRate, 1);
  const axis = (i: number, from: number, to: number): AxisSight => {
    const length = (size[i] - 1) * dilations[i] + 1;
    const padded = config.padding === 'same' ? Math.max(0, (to - 1) * strides[i] + length - from) : 0;
    return windowAxis(size[i], strides[i], dilations[i], Math.floor(padded / 2));
  };
  return {
    rows: axis(0, input.height, output.height),
    columns: axis(1, input.width, output.width),
  };
}
