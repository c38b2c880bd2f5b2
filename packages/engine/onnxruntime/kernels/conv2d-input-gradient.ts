import type { TensorInfo } from '@tensorflow/tfjs-core';
import { blockSize } from '../block-size';
import { Graph } from '../graph';
import {
  channelsFirst,
  channelsLast,
  filterToBlocks,
  filterToPlain,
  fromBlocks,
  nchwc,
  toBlocks,
  turnedFilter,
  type FilterShape,
} from '../layouts';
import { runtimeTensor } from '../runtime';
import { session } from '../sessions';
import { areFloats, floatsOf, kernel, tensorOf, values, type Kernel, type KernelCall } from '../tensors';
import { geometry, type ConvAttributes } from './conv2d';

/** What decides the graph; batch, height and width are left open in it. */
interface InputGradientGraph {
  readonly filter: FilterShape;
  readonly strides: readonly [number, number];
  /** Top, left, bottom, right of the forward convolution. */
  readonly pads: readonly [number, number, number, number];
  /** Rows and columns of the input at its far borders that the stride left unread. */
  readonly unread: readonly [number, number];
}

/** Conv2DBackpropInput; data with channels first is left to the cpu backend. */
export const convolutionInputGradient: Kernel = kernel<
  'dy' | 'filter',
  ConvAttributes & { inputShape: number[] }
>('Conv2DBackpropInput', inputGradient);

function inputGradient({
  inputs: { dy, filter },
  backend,
  attrs,
}: KernelCall<'dy' | 'filter', ConvAttributes & { inputShape: number[] }>): TensorInfo | undefined {
  if (attrs.dataFormat === 'NCHW' || !areFloats(backend, dy, filter)) return undefined;
  const info = geometry(attrs.inputShape, filter.shape, attrs);
  // tfjs's conv2dTranspose lets through sizes that no convolution gives; the cpu backend has values for them.
  if (dy.shape.join() !== info.outShape.join()) return undefined;
  const dx = floatsOf(info.inShape);
  if (dx.length > 0 && values(backend, dy).length > 0) {
    const { top, left, bottom, right } = info.padInfo;
    const read = (outputs: number, stride: number, kernel: number): number => (outputs - 1) * stride + kernel;
    const graph: InputGradientGraph = {
      filter: filter.shape as unknown as FilterShape,
      strides: [info.strideHeight, info.strideWidth],
      pads: [top, left, bottom, right],
      unread: [
        info.inHeight + top + bottom - read(info.outHeight, info.strideHeight, info.filterHeight),
        info.inWidth + left + right - read(info.outWidth, info.strideWidth, info.filterWidth),
      ],
    };
    session(`Conv2DBackpropInput ${JSON.stringify(graph)}`, () => build(graph)).run(
      {
        dy: runtimeTensor('float32', values(backend, dy), dy.shape),
        w: runtimeTensor('float32', values(backend, filter), filter.shape),
      },
      { dx: runtimeTensor('float32', dx, info.inShape) },
    );
  }
  return tensorOf(backend, info.inShape, dx);
}

/**
 * With stride 1, dX is the convolution of dY by the kernel turned by 180 degrees with its channels exchanged;
 * with another, the transposed convolution.
 */
function build({ filter, strides, pads, unread }: InputGradientGraph): Graph {
  const [height, width, inputs, outputs] = filter;
  const graph = new Graph();
  const dy = graph.input('dy', ['n', 'h', 'w', outputs]);
  const w = graph.input('w', filter);
  const [top, left, bottom, right] = pads;
  const reach = [height - 1 - top, width - 1 - left, height - 1 - bottom, width - 1 - right];
  if (strides.every((stride) => stride === 1) && reach.every((pad) => pad >= 0)) {
    const turned = turnedFilter(graph, w, filter);
    const shape: FilterShape = [height, width, outputs, inputs];
    const attributes = { kernel_shape: [height, width], pads: reach };
    const block = blockSize();
    if (block > 0 && inputs % block === 0 && outputs % block === 0) {
      const operands = [toBlocks(graph, dy), filterToBlocks(graph, turned, shape, block)];
      graph.output(fromBlocks(graph, graph.node('Conv', operands, attributes, nchwc), inputs, 'NHWC'), 'dx');
    } else {
      const operands = [channelsFirst(graph, dy), filterToPlain(graph, turned)];
      graph.output(channelsLast(graph, graph.node('Conv', operands, attributes)), 'dx');
    }
  } else {
    const dx = graph.node('ConvTranspose', [channelsFirst(graph, dy), filterToPlain(graph, w)], {
      kernel_shape: [height, width],
      strides,
      pads,
      output_padding: unread,
    });
    graph.output(channelsLast(graph, dx), 'dx');
  }
  return graph;
}
