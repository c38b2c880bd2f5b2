import type { Feature, Tape, Weight } from '../gradients/compiled/tape';
import type { Value } from '../onnxruntime/graph';
import { fromBlocks, toBlocks } from '../onnxruntime/layouts';

/** A convolution whose windows lie side by side. */
interface PatchConvolution {
  /** s x s x C x K. */
  readonly kernel: Weight;
  readonly bias?: Weight;
  /** Side of the windows, which both sides of the image are multiples of. */
  readonly side: number;
}

/**
 * A convolution of s x s with stride s of an image that nobody wants the gradient of, as one matrix product: the gradient of the kernel is another. N x C x H x W in planes to
 * blocks of K channels.
 */
export function learnPatchConvolution(
  tape: Tape,
  x: Feature,
  { kernel, bias, side }: PatchConvolution,
): Feature {
  const { graph, batch } = tape;
  const outputs = kernel.shape[3];
  const [height, width] = [x.height / side, x.width / side];
  const samples = side * side * x.channels;
  const shaped = (value: Value, shape: readonly number[]): Value =>
    graph.node('Reshape', [value, graph.integers(shape)]);
  const split = shaped(x.value, [batch, x.channels, height, side, width, side]);
  const turned = graph.node('Transpose', [split], { perm: [0, 2, 4, 3, 5, 1] });
  const patches = shaped(turned, [batch * height * width, samples]);
  const matrix = shaped(kernel.value, [samples, outputs]);
  const rows = graph.node('Gemm', [patches, matrix, ...(bias ? [bias.value] : [])]);
  const y: Feature = {
    layout: 'blocks',
    value: toBlocks(graph, shaped(rows, [batch, height, width, outputs])),
    channels: outputs,
    height,
    width,
    fixed: !kernel.trained && !bias?.trained,
  };
  return tape.record(y, (dy) => {
    const errors = shaped(fromBlocks(graph, dy, outputs, 'NHWC'), [batch * height * width, outputs]);
    tape.collect(kernel, () =>
      shaped(graph.node('Gemm', [patches, errors], { transA: 1 }), [side, side, x.channels, outputs]),
    );
    if (bias) {
      tape.collect(bias, () => graph.node('ReduceSum', [errors, graph.integers([0])], { keepdims: 0 }));
    }
  });
}
