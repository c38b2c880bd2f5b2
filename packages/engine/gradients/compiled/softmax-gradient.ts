import type { Graph, Value } from '../../onnxruntime/graph';

/** The gradient by what a softmax was taken of, from that by its shares: s (ds - sum of s ds), the sum along an axis. */
export function softmaxGradient(graph: Graph, shares: Value, byShares: Value, axis = 1): Value {
  const product = graph.node('Mul', [shares, byShares]);
  const sum = graph.node('ReduceSum', [product, graph.integers([axis])], { keepdims: 1 });
  return graph.node('Sub', [product, graph.node('Mul', [shares, sum])]);
}
