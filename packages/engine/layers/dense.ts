import { refuse, weightsOf } from '../gradients/compiled/learn';
import { toPixels } from '../gradients/compiled/pixels';
import type { Feature, Tape, Weight } from '../gradients/compiled/tape';
import { isImage, required } from '../onnxruntime/compiled/layer-call';
import { activate, activated } from './activation';
import { pixelwise, type LayerKind } from './kind';
import { convolve } from './window';

/** A fully connected layer; on an image it is a convolution with a window of one pixel. In training rows, or each pixel's channels. */
export const dense: LayerKind = {
  className: 'Dense',
  emit: (call) => {
    const { graph, inputs } = call;
    const [x] = inputs;
    const kernel = required(call, 'kernel');
    if (isImage(x)) {
      const turned = graph.node('Transpose', [kernel.value], { perm: [1, 0] });
      const filter = graph.node('Reshape', [
        turned,
        graph.integers([kernel.shape[1], kernel.shape[0], 1, 1]),
      ]);
      return convolve(call, filter, { kernel_shape: [1, 1] });
    }
    if (x.shape.length !== 2) return undefined;
    const bias = call.weight('bias');
    return activate(call, graph.node('Gemm', [x.value, kernel.value, ...(bias ? [bias.value] : [])]));
  },
  locality: pixelwise,
  learn: (call) => {
    const {
      tape,
      inputs: [x],
    } = call;
    if (x.layout === 'scalar') return refuse(call);
    const weights = weightsOf(call);
    const rows = toPixels(tape, x);
    return activated(
      call,
      product(tape, rows, { kernel: weights.get('kernel')!, bias: weights.get('bias') }),
    );
  },
};

/** Rows times a matrix, plus a bias. */
function product(tape: Tape, x: Feature, { kernel, bias }: { kernel: Weight; bias?: Weight }): Feature {
  const { graph } = tape;
  const value = graph.node('Gemm', [x.value, kernel.value, ...(bias ? [bias.value] : [])]);
  const fixed = x.fixed && !kernel.trained && !bias?.trained;
  const y: Feature = { ...x, value, channels: kernel.shape[1], fixed };
  return tape.record(y, (dy) => {
    tape.collect(kernel, () => graph.node('Gemm', [x.value, dy], { transA: 1 }));
    if (bias) {
      tape.collect(bias, () => graph.node('ReduceSum', [dy, graph.integers([0])], { keepdims: 0 }));
    }
    if (!x.fixed) tape.accumulate(x, graph.node('Gemm', [dy, kernel.value], { transB: 1 }));
  });
}
