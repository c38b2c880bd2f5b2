import { required, type LayerCall } from '../../onnxruntime/compiled/layer-call';
import type { Value } from '../../onnxruntime/graph';
import { product } from './learn';
import { APART, biasPlaces, type Windows } from './places';

/** Writes the layer into a graph for inference, where sizes and the number of images are known only at each run. */
export function emit(call: LayerCall): Value {
  const {
    graph,
    inputs: [x],
    config,
    shape,
  } = call;
  const { heads, window, shift, frames } = config as unknown as Windows & { heads: number };
  const channels = shape[3]!;
  const depth = channels / heads;
  const length = frames * window ** 2;
  const number = (value: number): Value => graph.integers([value]);
  const joined = (parts: readonly (Value | number)[]): Value =>
    graph.node(
      'Concat',
      parts.map((part) => (typeof part === 'number' ? number(part) : part)),
      { axis: 0 },
    );
  const shaped = (value: Value, parts: readonly (Value | number)[]): Value =>
    graph.node('Reshape', [value, joined(parts)]);
  const turned = (value: Value, perm: readonly number[]): Value =>
    graph.node('Transpose', [value], { perm: [...perm] });
  const sizes = graph.node('Shape', [x.value]);
  const [height, width] = [2, 3].map((axis) => graph.node('Gather', [sizes, number(axis)], { axis: 0 }));
  const [down, across] = [height, width].map((side) => graph.node('Div', [side, number(window)]));
  const count = graph.node('Mul', [down, across]);

  const moved = shift > 0 ? rolled(x.value, shift) : x.value;
  // N T x 3 x heads x depth x rows x w x columns x w, to windows of tokens.
  const split = shaped(moved, [-1, frames, 3 * channels, down, window, across, window]);
  const tokens = shaped(turned(split, [0, 3, 5, 1, 4, 6, 2]), [-1, length, 3, heads, depth]);
  const [q, k, v] = graph
    .multiple('Split', [turned(tokens, [2, 0, 3, 1, 4]), graph.integers([1, 1, 1])], 3, { axis: 0 })
    .map((part) => shaped(part, [-1, heads, length, depth]));
  const pairs = graph.node(
    'Gather',
    [required(call, 'bias').value, graph.integers(biasPlaces({ frames, window }))],
    { axis: 0 },
  );
  const biases = shaped(turned(pairs, [1, 0]), [1, heads, length, length]);
  const products = graph.node('Add', [
    product(graph, q, k, { transB: 1, alpha: 1 / Math.sqrt(depth) }),
    biases,
  ]);
  const scores =
    shift > 0
      ? shaped(graph.node('Add', [shaped(products, [-1, count, heads, length, length]), mask()]), [
          -1,
          heads,
          length,
          length,
        ])
      : products;
  const seen = graph.node('MatMul', [graph.node('Softmax', [scores], { axis: -1 }), v]);
  const back = shaped(turned(seen, [0, 2, 1, 3]), [-1, down, across, frames, window, window, channels]);
  const image = shaped(turned(back, [0, 3, 6, 1, 4, 2, 5]), [-1, channels, height, width]);
  return shift > 0 ? rolled(image, -shift) : image;

  /** Moved up and to the left, what leaves the image coming in at the other side. */
  function rolled(value: Value, by: number): Value {
    let result = value;
    for (const axis of [2, 3]) {
      const [begin, end] = [number(0), number(2 ** 31 - 1)];
      const slice = (from: Value, to: Value): Value => graph.node('Slice', [result, from, to, number(axis)]);
      result = graph.node('Concat', [slice(number(by), end), slice(begin, number(by))], { axis });
    }
    return result;
  }

  /** 1 x windows x 1 x L x L: `APART` between pixels that only the shift put together. */
  function mask(): Value {
    // Which of three parts each place of a side is in: before the last window, before the part that wrapped, in it.
    const parts = (side: Value): Value => {
      const scalar = (value: Value): Value => graph.node('Squeeze', [value]);
      const places = graph.node('Range', [
        graph.constant(BigInt64Array.of(0n), []),
        scalar(side),
        graph.constant(BigInt64Array.of(1n), []),
      ]);
      const from = (before: number): Value => {
        const isLater = graph.node('GreaterOrEqual', [places, graph.node('Sub', [side, number(before)])]);
        return graph.node('Cast', [isLater], { to: 1 });
      };
      return graph.node('Add', [from(window), from(shift)]);
    };
    const rows = graph.node('Mul', [parts(height), graph.scalar(3)]);
    const regions = graph.node('Add', [shaped(rows, [-1, 1]), shaped(parts(width), [1, -1])]);
    const split = shaped(regions, [down, window, across, window]);
    const inWindow = shaped(turned(split, [0, 2, 1, 3]), [count, 1, window ** 2]);
    const spread = graph.node('Expand', [inWindow, joined([count, frames, window ** 2])]);
    const one = shaped(spread, [1, count, 1, length, 1]);
    const other = shaped(spread, [1, count, 1, 1, length]);
    const isSame = graph.node('Cast', [graph.node('Equal', [one, other])], { to: 1 });
    return graph.node('Mul', [graph.node('Sub', [graph.scalar(1), isSame]), graph.scalar(APART)]);
  }
}
