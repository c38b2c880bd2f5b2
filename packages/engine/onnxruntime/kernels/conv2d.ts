import { backend_util, getKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { blockSize } from '../block-size';
import { Float, Graph, type Attribute, type Value } from '../graph';
import {
  channelsFirst,
  channelsLast,
  filterToBlocks,
  filterToPlain,
  fromBlocks,
  nchwc,
  toBlocks,
  type FilterShape,
} from '../layouts';
import { runtimeTensor } from '../runtime';
import { session } from '../sessions';
import { areFloats, floatsOf, kernel, tensorOf, values, type Kernel, type KernelCall } from '../tensors';

/** tfjs's description of a convolution. */
export interface ConvAttributes {
  readonly strides: [number, number] | number;
  readonly pad: 'valid' | 'same' | number | backend_util.ExplicitPadding;
  readonly dataFormat: 'NHWC' | 'NCHW';
  readonly dilations?: [number, number] | number;
  readonly dimRoundingMode?: 'floor' | 'round' | 'ceil';
}

interface FusedAttributes extends ConvAttributes {
  readonly activation?: backend_util.Activation;
  readonly leakyreluAlpha?: number;
}

/** Activations that become part of the graph. */
type Activation = 'linear' | 'relu' | 'relu6' | 'elu' | 'sigmoid' | 'leakyrelu';

/** What decides a convolution's graph; batch, height and width are left open in it. */
interface ConvGraph {
  readonly filter: FilterShape;
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly layout: 'NHWC' | 'NCHW';
  readonly bias: boolean;
  readonly activation: Activation;
  readonly alpha: number;
}

/** Conv2D and FusedConv2D. */
export const convolutions: readonly Kernel[] = [
  kernel<'x' | 'filter', ConvAttributes>('Conv2D', ({ inputs, backend, attrs }) =>
    convolve(backend, inputs.x, inputs.filter, attrs),
  ),
  kernel<'x' | 'filter' | 'bias' | 'preluActivationWeights', FusedAttributes>('FusedConv2D', fused),
];

function fused({
  inputs,
  backend,
  attrs,
}: KernelCall<'x' | 'filter' | 'bias' | 'preluActivationWeights', FusedAttributes>): TensorInfo | undefined {
  const { x, filter, bias, preluActivationWeights: alpha } = inputs;
  const { activation = 'linear' } = attrs;
  // One bias a channel is all that a graph takes.
  if (bias && !(bias.shape.length === 1 && bias.shape[0] === filter.shape[3])) return undefined;
  if (activation !== 'prelu') return convolve(backend, x, filter, attrs, bias, activation as Activation);
  if (attrs.dataFormat === 'NCHW') return undefined;
  const linear = convolve(backend, x, filter, attrs, bias);
  if (!linear) return undefined;
  const result = getKernel('Prelu', 'cpu').kernelFunc({
    inputs: { x: linear, alpha },
    backend,
    attrs: {},
  }) as TensorInfo;
  backend.disposeIntermediateTensorInfo(linear);
  return result;
}

function convolve(
  backend: MathBackendCPU,
  x: TensorInfo,
  filter: TensorInfo,
  attrs: FusedAttributes,
  bias?: TensorInfo,
  activation: Activation = 'linear',
): TensorInfo | undefined {
  if (!areFloats(backend, x, filter, ...(bias ? [bias] : []))) return undefined;
  const info = geometry(x.shape, filter.shape, attrs);
  const output = floatsOf(info.outShape);
  const weights = values(backend, filter);
  if (output.length > 0 && weights.length > 0) {
    const { padInfo: pad } = info;
    const graph: ConvGraph = {
      filter: filter.shape as unknown as FilterShape,
      attributes: {
        kernel_shape: [info.filterHeight, info.filterWidth],
        pads: [pad.top, pad.left, pad.bottom, pad.right],
        strides: [info.strideHeight, info.strideWidth],
        dilations: [info.dilationHeight, info.dilationWidth],
      },
      layout: attrs.dataFormat,
      bias: bias !== undefined,
      activation,
      alpha: attrs.leakyreluAlpha ?? 0.2,
    };
    session(`Conv2D ${JSON.stringify(graph)}`, () => convGraph(graph)).run(
      {
        x: runtimeTensor('float32', values(backend, x), x.shape),
        w: runtimeTensor('float32', weights, filter.shape),
        ...(bias && { b: runtimeTensor('float32', values(backend, bias), bias.shape) }),
      },
      { y: runtimeTensor('float32', output, info.outShape) },
    );
  }
  return tensorOf(backend, info.outShape, output);
}

/** Where a convolution reads and writes, as tfjs computes it. */
export function geometry(
  inputShape: readonly number[],
  filterShape: readonly number[],
  attrs: ConvAttributes,
): backend_util.Conv2DInfo {
  return backend_util.computeConv2DInfo(
    inputShape as [number, number, number, number],
    filterShape as [number, number, number, number],
    attrs.strides,
    attrs.dilations ?? 1,
    attrs.pad,
    attrs.dimRoundingMode,
    false,
    backend_util.convertConv2DDataFormat(attrs.dataFormat),
  );
}

function convGraph(options: ConvGraph): Graph {
  const { filter, layout, attributes } = options;
  const graph = new Graph();
  const channels = filter[2];
  const x = graph.input('x', layout === 'NHWC' ? ['n', 'h', 'w', channels] : ['n', channels, 'h', 'w']);
  const w = graph.input('w', filter);
  const bias = options.bias ? [graph.input('b', [filter[3]])] : [];
  const block = blockSize();
  const blocked = block > 0 && channels % block === 0 && filter[3] % block === 0 && layout === 'NHWC';
  let y: Value;
  if (blocked) {
    const { native, rest } = fusable(options);
    y = graph.node(
      'Conv',
      [toBlocks(graph, x), filterToBlocks(graph, w, filter, block), ...bias],
      { ...attributes, ...native },
      nchwc,
    );
    y = activate(graph, fromBlocks(graph, y, filter[3], 'NHWC'), rest, options.alpha);
  } else {
    y = graph.node(
      'Conv',
      [layout === 'NHWC' ? channelsFirst(graph, x) : x, filterToPlain(graph, w), ...bias],
      attributes,
    );
    y = activate(graph, y, options.activation, options.alpha);
    if (layout === 'NHWC') y = channelsLast(graph, y);
  }
  graph.output(y, 'y');
  return graph;
}

/** What the convolution of blocks applies itself, and what is left to do behind it. */
function fusable({ activation, alpha }: ConvGraph): { native: Record<string, Attribute>; rest: Activation } {
  switch (activation) {
    case 'relu':
      return { native: { activation: 'Relu' }, rest: 'linear' };
    case 'leakyrelu':
      return {
        native: { activation: 'LeakyRelu', activation_params: new Float([alpha]) },
        rest: 'linear',
      };
    default:
      return { native: {}, rest: activation };
  }
}

function activate(graph: Graph, x: Value, activation: Activation, alpha: number): Value {
  switch (activation) {
    case 'linear':
      return x;
    case 'relu':
      return graph.node('Relu', [x]);
    case 'relu6':
      return graph.node('Clip', [x, graph.scalar(0), graph.scalar(6)]);
    case 'elu':
      return graph.node('Elu', [x], { alpha: new Float(1) });
    case 'sigmoid':
      return graph.node('Sigmoid', [x]);
    case 'leakyrelu':
      return graph.node('LeakyRelu', [x], { alpha: new Float(alpha) });
  }
}
