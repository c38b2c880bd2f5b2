import type { Value } from '../../../onnxruntime/graph';
import type { Feature, Tape } from '../tape';

/** Zeros before the first sample of a "same" convolution, as TensorFlow places them: the odd one goes behind. */
export function paddingBefore(kernel: number, size: number, stride: number): number {
  return Math.max(0, (Math.ceil(size / stride) - 1) * stride + kernel - size) >> 1;
}

/**
 * The gradient of a convolution with stride 2 as that of the plain one: at the size of its input, zeros where the
 * stride left results out.
 */
export function dilated(
  tape: Tape,
  y: Feature,
  dy: Value,
  x: Feature,
  [kH, kW]: readonly [number, number],
): Value {
  const { graph, batch } = tape;
  const run = y.layout === 'blocks' ? tape.block : 1;
  const maps = (batch * y.channels) / run;
  // Result i of the strided convolution is result 2 i + offset of the plain one.
  const [down, across] = [
    ((kH - 1) >> 1) - paddingBefore(kH, x.height, 2),
    ((kW - 1) >> 1) - paddingBefore(kW, x.width, 2),
  ];
  const spread = (value: Value, shape: readonly number[], offset: number): Value => {
    const parts = graph.node('Reshape', [value, graph.integers(shape)]);
    const zeros = graph.zeros(shape);
    return graph.node('Concat', offset === 0 ? [parts, zeros] : [zeros, parts], { axis: 1 });
  };
  const wide = spread(dy, [maps * y.height * y.width, run], across);
  const large = spread(wide, [maps * y.height, 2 * y.width * run], down);
  const even = graph.node('Reshape', [large, graph.integers([maps, 2 * y.height, 2 * y.width, run])]);
  const cut =
    x.height === 2 * y.height && x.width === 2 * y.width
      ? even
      : graph.node('Slice', [
          even,
          graph.integers([0, 0]),
          graph.integers([x.height, x.width]),
          graph.integers([1, 2]),
        ]);
  return graph.node('Reshape', [cut, graph.integers([batch, y.channels, x.height, x.width])]);
}
