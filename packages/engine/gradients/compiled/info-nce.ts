import type { Value } from '../../onnxruntime/graph';
import { scalar } from './losses';
import type { Feature, Tape } from './tape';

/** Under the root of lengths, so that a row of zeros has a slope. */
export const LENGTH_EPSILON = 1e-12;

/** Rows divided by their lengths, and these. */
function unit({ graph }: Tape, rows: Value): { readonly value: Value; readonly length: Value } {
  const squares = graph.node('ReduceSum', [graph.node('Mul', [rows, rows]), graph.integers([1])], {
    keepdims: 1,
  });
  const length = graph.node('Sqrt', [graph.node('Add', [squares, graph.scalar(LENGTH_EPSILON)])]);
  return { value: graph.node('Div', [rows, length]), length };
}

/** Rows of length 1. */
export function unitRows(tape: Tape, x: Feature): Feature {
  const { graph } = tape;
  const { value, length } = unit(tape, x.value);
  return tape.record({ ...x, value }, (dy) => {
    const along = graph.node('ReduceSum', [graph.node('Mul', [dy, value]), graph.integers([1])], {
      keepdims: 1,
    });
    const across = graph.node('Sub', [dy, graph.node('Mul', [value, along])]);
    tape.accumulate(x, graph.node('Div', [across, length]));
  });
}

/** InfoNCE of queries and keys of length 1 against a queue of other keys; gradients go to the queries alone. */
export function infoNce(
  tape: Tape,
  queries: Feature,
  {
    keys,
    queue,
    temperature,
  }: { readonly keys: Feature; readonly queue: Feature; readonly temperature: number },
): Feature {
  const { graph, batch } = tape;
  const turned = graph.node('Transpose', [queue.value], { perm: [1, 0] });
  const own = graph.node('ReduceSum', [graph.node('Mul', [queries.value, keys.value]), graph.integers([1])], {
    keepdims: 1,
  });
  const others = graph.node('MatMul', [queries.value, turned]);
  const logits = graph.node('Mul', [
    graph.node('Concat', [own, others], { axis: 1 }),
    graph.scalar(1 / temperature),
  ]);
  const likelihood = graph.node('LogSoftmax', [logits], { axis: 1 });
  const first = (value: Value): Value =>
    graph.node('Slice', [value, graph.integers([0]), graph.integers([1]), graph.integers([1])]);
  const rest = (value: Value): Value =>
    graph.node('Slice', [value, graph.integers([1]), graph.integers([2 ** 31 - 1]), graph.integers([1])]);
  const mean = graph.node('ReduceMean', [first(likelihood)], { keepdims: 0 });
  const y = scalar(graph.node('Neg', [mean]), queries.fixed);
  return tape.record(y, (dy) => {
    const share = graph.node('Exp', [likelihood]);
    const scale = graph.node('Mul', [dy, graph.scalar(1 / (batch * temperature))]);
    const toOwn = graph.node('Mul', [graph.node('Sub', [first(share), graph.scalar(1)]), keys.value]);
    const toOthers = graph.node('MatMul', [rest(share), queue.value]);
    tape.accumulate(queries, graph.node('Mul', [graph.node('Add', [toOwn, toOthers]), scale]));
  });
}
