import { refuse, weightsOf, type LearnCall } from '../../gradients/compiled/learn';
import { countOf, toPixels } from '../../gradients/compiled/pixels';
import type { Feature, Weight } from '../../gradients/compiled/tape';
import { Float, type Attribute, type Graph, type Value } from '../../onnxruntime/graph';
import { biasCount, biasPlaces, inverseOf, maskOf, tokenPlaces, type Windows } from './places';

/** A product of matrices, one of them turned or the whole scaled. */
export function product(
  graph: Graph,
  a: Value,
  b: Value,
  options: { transA?: 1; transB?: 1; alpha?: number } = {},
): Value {
  const { alpha, ...turns } = options;
  const attributes: Record<string, Attribute> = { ...turns };
  if (alpha !== undefined) attributes.alpha = new Float(alpha);
  return graph.node('FusedMatMul', [a, b], attributes, 'com.microsoft');
}

/** Writes the layer and its gradient; all sizes are known. */
export function learn(call: LearnCall): Feature {
  const { tape, config } = call;
  const [given] = call.inputs;
  const windows = config as unknown as Windows & { heads: number };
  const { heads, window, shift, frames } = windows;
  const { height, width } = given;
  const isWhole = height % window === 0 && width % window === 0;
  if (given.layout === 'rows' || given.layout === 'scalar' || !isWhole) return refuse(call);
  const x = toPixels(tape, given);
  const { graph } = tape;
  const bias = weightsOf(call).get('bias')!;
  const clips = countOf(tape, x) / frames;
  const channels = x.channels / 3;
  const depth = channels / heads;
  const length = frames * window ** 2;
  const count = (height * width) / window ** 2;
  const all = clips * count;
  const scale = 1 / Math.sqrt(depth);
  const shaped = (value: Value, shape: readonly number[]): Value =>
    graph.node('Reshape', [value, graph.integers(shape)]);
  const turned = (value: Value, perm: readonly number[]): Value =>
    graph.node('Transpose', [value], { perm: [...perm] });
  const rowsAt = (value: Value, places: readonly number[]): Value =>
    graph.node('Gather', [value, graph.integers(places)], { axis: 0 });

  const inClip = tokenPlaces(windows, height, width);
  const places = Array.from({ length: clips }, (_, clip) =>
    inClip.map((place) => clip * inClip.length + place),
  ).flat();
  const inverse = inverseOf(places);
  const tokens = shaped(rowsAt(x.value, places), [all, length, 3, heads, depth]);
  // 3 x (windows x heads) x L x depth.
  const parts = shaped(turned(tokens, [2, 0, 3, 1, 4]), [3, all, heads, length, depth]);
  const [q, k, v] = graph
    .multiple('Split', [parts, graph.integers([1, 1, 1])], 3, { axis: 0 })
    .map((part) => shaped(part, [all, heads, length, depth]));
  const added = shift > 0 ? masked() : shaped(biases(), [1, heads, length, length]);
  const products = product(graph, q, k, { transB: 1, alpha: scale });
  const scores =
    shift > 0
      ? shaped(graph.node('Add', [shaped(products, [clips, count, heads, length, length]), added]), [
          all,
          heads,
          length,
          length,
        ])
      : graph.node('Add', [products, added]);
  const shares = graph.node('Softmax', [scores], { axis: -1 });
  const seen = graph.node('MatMul', [shares, v]);
  const fixed = x.fixed && !bias.trained;
  const y: Feature = {
    ...x,
    fixed,
    channels,
    value: rowsAt(shaped(turned(seen, [0, 2, 1, 3]), [all * length, channels]), inverse),
  };
  return tape.record(y, (dy) => {
    const bySeen = turned(shaped(rowsAt(dy, places), [all, length, heads, depth]), [0, 2, 1, 3]);
    const byShares = product(graph, bySeen, v, { transB: 1 });
    // The softmax's sum of shares times their errors is that of results times theirs, which are fewer.
    const sums = graph.node('ReduceSum', [graph.node('Mul', [bySeen, seen]), graph.integers([3])], {
      keepdims: 1,
    });
    const byScores = graph.node('Mul', [shares, graph.node('Sub', [byShares, sums])]);
    tape.collect(bias, () => biasGradient(byScores, bias));
    if (x.fixed) return;
    // The turned product of two turned ones: onnxruntime turns a large first factor slowly.
    const flipped = (value: Value): Value => turned(value, [0, 1, 3, 2]);
    const byColumns = (a: Value, b: Value, options: { alpha?: number } = {}): Value =>
      flipped(product(graph, flipped(a), b, options));
    const pieces = [
      product(graph, byScores, k, { alpha: scale }),
      byColumns(q, byScores, { alpha: scale }),
      byColumns(bySeen, shares),
    ].map((piece) => shaped(piece, [1, all, heads, length, depth]));
    const joined = turned(graph.node('Concat', pieces, { axis: 0 }), [1, 3, 0, 2, 4]);
    tape.accumulate(x, rowsAt(shaped(joined, [all * length, 3 * channels]), inverse));
  });

  /** heads x (L L). */
  function biases(): Value {
    const pairs = graph.node('Gather', [bias.value, graph.integers(biasPlaces(windows))], { axis: 0 });
    return turned(pairs, [1, 0]);
  }

  /** 1 x windows x heads x L x L. */
  function masked(): Value {
    const mask = graph.constant(maskOf(windows, height, width), [1, count, 1, length, length]);
    return graph.node('Add', [mask, shaped(biases(), [1, 1, heads, length, length])]);
  }

  /** What pairs of one distance have together. */
  function biasGradient(byScores: Value, { shape }: Weight): Value {
    const flat = shaped(byScores, [all, heads * length * length]);
    const sum = shaped(graph.node('ReduceSum', [flat, graph.integers([0])], { keepdims: 0 }), [
      heads,
      length * length,
    ]);
    const columns = graph.integers(Array.from({ length: heads }, () => biasPlaces(windows)).flat());
    const zeros = graph.zeros([heads, biasCount(windows)]);
    const added = graph.node('ScatterElements', [zeros, shaped(columns, [heads, length * length]), sum], {
      axis: 1,
      reduction: 'add',
    });
    return shaped(turned(added, [1, 0]), shape);
  }
}
