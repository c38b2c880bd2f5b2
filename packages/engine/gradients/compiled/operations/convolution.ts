import { Float, type Value } from '../../../onnxruntime/graph';
import {
  channelsLast,
  filterToBlocks,
  fromBlocks,
  nchwc,
  turnedFilter,
  type FilterShape,
} from '../../../onnxruntime/layouts';
import { biasGradient, filterGradient } from '../filter-gradient';
import type { Feature, Tape, Weight } from '../tape';
import { rectifiedGradient, type Rectifier } from './rectify';
import { dilated, paddingBefore } from './strides';

/** How a convolution is done; the kernel is kH x kW x C x K. */
export interface Convolution {
  readonly kernel: Weight;
  readonly bias?: Weight;
  readonly stride: 1 | 2;
  /** Applied behind the addition. */
  readonly rectifier?: Rectifier;
  /** Added to the result. */
  readonly sum?: Feature;
}

/**
 * Convolution with zeros around ("same", as TensorFlow places them). Fewer output channels than a block (an
 * image) come out as planes, to which nothing can be added on the way.
 */
export function convolution(tape: Tape, x: Feature, options: Convolution): Feature {
  const { graph, block } = tape;
  const { kernel, bias, stride, rectifier, sum } = options;
  const shape = kernel.shape as FilterShape;
  const [kH, kW, , outputs] = shape;
  const [height, width] = [Math.ceil(x.height / stride), Math.ceil(x.width / stride)];
  const [top, left] = [paddingBefore(kH, x.height, stride), paddingBefore(kW, x.width, stride)];
  const pads = [
    top,
    left,
    Math.max(0, (height - 1) * stride + kH - x.height - top),
    Math.max(0, (width - 1) * stride + kW - x.width - left),
  ];
  const value = graph.node(
    'Conv',
    [
      x.value,
      filterToBlocks(graph, kernel.value, shape, block),
      bias ? filled(tape, bias.value, outputs) : '',
      ...(sum ? [sum.value] : []),
    ],
    {
      kernel_shape: [kH, kW],
      strides: [stride, stride],
      pads,
      ...(rectifier && {
        activation: rectifier.slope === 0 ? 'Relu' : 'LeakyRelu',
        ...(rectifier.slope !== 0 && { activation_params: new Float([rectifier.slope]) }),
      }),
    },
    nchwc,
  );
  const fixed = x.fixed && !kernel.trained && !bias?.trained && (sum?.fixed ?? true);
  const size = { channels: outputs, height, width, fixed };
  const y: Feature =
    outputs < block
      ? { layout: 'planes', value: fromBlocks(graph, value, outputs, 'NCHW'), ...size }
      : { layout: 'blocks', value, ...size };
  return tape.record(y, (dy) => gradients(tape, x, y, dy, options));
}

function gradients(tape: Tape, x: Feature, y: Feature, dy: Value, options: Convolution): void {
  const { graph, block, batch } = tape;
  const { kernel, bias, stride, rectifier, sum } = options;
  const shape = kernel.shape as FilterShape;
  const [kH, kW, inputs, outputs] = shape;
  const own = rectifier ? rectifiedGradient(tape, dy, y, rectifier.slope) : dy;
  if (sum) tape.accumulate(sum, own);
  // A stride leaves out results of the plain convolution: their gradients are zeros.
  const full = stride === 1 ? own : dilated(tape, y, own, x, [kH, kW]);
  const planes = y.layout === 'planes' ? full : fromBlocks(graph, full, outputs, 'NCHW');
  tape.collect(kernel, () => {
    const pixels =
      x.layout === 'planes' ? channelsLast(graph, x.value) : fromBlocks(graph, x.value, inputs, 'NHWC');
    return filterGradient(graph, pixels, planes, shape, { count: batch, height: x.height, width: x.width });
  });
  if (bias) tape.collect(bias, () => biasGradient(graph, planes));
  if (x.fixed) return;
  const turned = filterToBlocks(
    graph,
    turnedFilter(graph, kernel.value, shape),
    [kH, kW, outputs, inputs],
    block,
  );
  const pads = [kH >> 1, kW >> 1, (kH - 1) >> 1, (kW - 1) >> 1];
  const attributes = { kernel_shape: [kH, kW], pads };
  if (x.layout === 'planes') {
    const dx = graph.node('Conv', [full, turned], attributes, nchwc);
    tape.accumulate(x, fromBlocks(graph, dx, inputs, 'NCHW'));
  } else {
    const known = tape.adjoint(x);
    const operands = known === undefined ? [full, turned] : [full, turned, '', known];
    tape.replace(x, graph.node('Conv', operands, attributes, nchwc));
  }
}

function filled({ graph, block }: Tape, bias: Value, outputs: number): Value {
  const missing = Math.ceil(outputs / block) * block - outputs;
  return missing === 0 ? bias : graph.node('Pad', [bias, graph.integers([0, missing])]);
}
