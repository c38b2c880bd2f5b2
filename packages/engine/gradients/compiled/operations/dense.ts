import type { Feature, Tape, Weight } from '../tape';

/** Rows times a matrix, plus a bias. */
export function dense(tape: Tape, x: Feature, { kernel, bias }: { kernel: Weight; bias?: Weight }): Feature {
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
