import type { Value } from '../../onnxruntime/graph';
import { scalar } from './losses';
import type { Feature, Tape } from './tape';

/** The weighted sum over pairs of max(0, margin - (score i - score j)); scores N x 1, weights N x N. */
export function pairMargin(tape: Tape, scores: Feature, weights: Feature, margin: number): Feature {
  const { graph } = tape;
  const turned = graph.node('Transpose', [scores.value], { perm: [1, 0] });
  const lead = graph.node('Sub', [scores.value, turned]);
  const lack = graph.node('Relu', [graph.node('Sub', [graph.scalar(margin), lead])]);
  const total = graph.node('ReduceSum', [graph.node('Mul', [weights.value, lack])], { keepdims: 0 });
  return tape.record(scalar(total, scores.fixed), (dy) => {
    const missed = graph.node('Mul', [graph.node('Sign', [lack]), weights.value]);
    const sums = (value: Value): Value =>
      graph.node('ReduceSum', [value, graph.integers([1])], { keepdims: 1 });
    // A pair pulls its first score up and its second down.
    const down = sums(graph.node('Transpose', [missed], { perm: [1, 0] }));
    const slope = graph.node('Sub', [down, sums(missed)]);
    tape.accumulate(scores, graph.node('Mul', [slope, dy]));
  });
}

/** Mean of the absolute differences times weights, all of one shape and layout. */
export function weightedL1(tape: Tape, a: Feature, b: Feature, weights: Feature): Feature {
  const { graph, batch } = tape;
  const difference = graph.node('Sub', [a.value, b.value]);
  const weighted = graph.node('Mul', [graph.node('Abs', [difference]), weights.value]);
  const mean = graph.node('ReduceMean', [weighted], { keepdims: 0 });
  return tape.record(scalar(mean, a.fixed && b.fixed), (dy) => {
    const size = batch * a.channels * a.height * a.width;
    const signs = graph.node('Mul', [graph.node('Sign', [difference]), weights.value]);
    const slope = graph.node('Mul', [signs, graph.node('Mul', [dy, graph.scalar(1 / size)])]);
    tape.accumulate(a, slope);
    if (!b.fixed) tape.accumulate(b, graph.node('Neg', [slope]));
  });
}
