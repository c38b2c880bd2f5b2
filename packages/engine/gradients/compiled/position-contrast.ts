import type { Value } from '../../onnxruntime/graph';
import { channelsFirst, channelsLast, fromBlocks, toBlocks } from '../../onnxruntime/layouts';
import { LENGTH_EPSILON } from './info-nce';
import { scalar } from './losses';
import type { Feature, Tape } from './tape';

/** Some of an image's places as rows of length 1, N x P x C, and the way back for a gradient. */
interface Places {
  readonly value: Value;
  give(dy: Value): void;
}

function placesOf(tape: Tape, x: Feature, numbers: readonly number[]): Places {
  const { graph, batch } = tape;
  const { channels, height, width } = x;
  const pixels =
    x.layout === 'planes' ? channelsLast(graph, x.value) : fromBlocks(graph, x.value, channels, 'NHWC');
  const all = graph.node('Reshape', [pixels, graph.integers([batch, height * width, channels])]);
  const chosen = choice(numbers, height * width);
  const rows = graph.node('MatMul', [graph.constant(chosen, [numbers.length, height * width]), all]);
  const along = (value: Value): Value =>
    graph.node('ReduceSum', [value, graph.integers([2])], { keepdims: 1 });
  const squares = along(graph.node('Mul', [rows, rows]));
  const length = graph.node('Sqrt', [graph.node('Add', [squares, graph.scalar(LENGTH_EPSILON)])]);
  const value = graph.node('Div', [rows, length]);
  return {
    value,
    give: (dy) => {
      const parallel = graph.node('Mul', [value, along(graph.node('Mul', [dy, value]))]);
      const across = graph.node('Div', [graph.node('Sub', [dy, parallel]), length]);
      const turned = graph.node('Transpose', [graph.constant(chosen, [numbers.length, height * width])], {
        perm: [1, 0],
      });
      const back = graph.node('MatMul', [turned, across]);
      const whole = graph.node('Reshape', [back, graph.integers([batch, height, width, channels])]);
      tape.accumulate(x, x.layout === 'planes' ? channelsFirst(graph, whole) : toBlocks(graph, whole));
    },
  };
}

/** A matrix of P x all places that picks some: a gradient's way back is its transpose. */
function choice(numbers: readonly number[], all: number): Float32Array {
  const matrix = new Float32Array(numbers.length * all);
  numbers.forEach((number, row) => (matrix[row * all + number] = 1));
  return matrix;
}

/** InfoNCE both ways between the same places of two feature images, against the other places of the image. */
export function positionContrast(
  tape: Tape,
  [a, b]: readonly [Feature, Feature],
  places: readonly number[],
  temperature: number,
): Feature {
  const { graph, batch } = tape;
  const count = places.length;
  const [first, second] = [a, b].map((x) => placesOf(tape, x, places));
  const turned = (value: Value): Value => graph.node('Transpose', [value], { perm: [0, 2, 1] });
  const products = graph.node('MatMul', [first.value, turned(second.value)]);
  const logits = graph.node('Mul', [products, graph.scalar(1 / temperature)]);
  const identity = graph.constant(
    Float32Array.from({ length: count * count }, (_, i) => (i % (count + 1) === 0 ? 1 : 0)),
    [1, count, count],
  );
  const likelihoods = [2, 1].map((axis) => graph.node('LogSoftmax', [logits], { axis }));
  const both = graph.node('Mul', [graph.node('Add', [likelihoods[0], likelihoods[1]]), identity]);
  const share = 1 / (2 * batch * count);
  const total = graph.node('ReduceSum', [both], { keepdims: 0 });
  const y = scalar(graph.node('Mul', [total, graph.scalar(-share)]), a.fixed && b.fixed);
  return tape.record(y, (dy) => {
    const [rows, columns] = likelihoods.map((value) => graph.node('Exp', [value]));
    const wrong = graph.node('Sub', [
      graph.node('Add', [rows, columns]),
      graph.node('Mul', [identity, graph.scalar(2)]),
    ]);
    const slope = graph.node('Mul', [wrong, graph.node('Mul', [dy, graph.scalar(share / temperature)])]);
    if (!a.fixed) first.give(graph.node('MatMul', [slope, second.value]));
    if (!b.fixed) second.give(graph.node('MatMul', [turned(slope), first.value]));
  });
}
