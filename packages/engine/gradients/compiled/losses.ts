import type { Value } from '../../onnxruntime/graph';
import type { Feature, Tape } from './tape';

/** How many numbers a feature holds. */
const size = ({ batch }: Tape, { channels, height, width }: Feature): number =>
  batch * channels * height * width;

/** A loss, of this value. */
export const scalar = (value: Value, fixed: boolean | undefined): Feature => ({
  layout: 'scalar',
  value,
  channels: 1,
  height: 1,
  width: 1,
  fixed,
});

const mean = ({ graph }: Tape, value: Value): Value => graph.node('ReduceMean', [value], { keepdims: 0 });

/** Mean absolute difference of two features of one layout. */
export function l1(tape: Tape, a: Feature, b: Feature): Feature {
  const { graph } = tape;
  const difference = graph.node('Sub', [a.value, b.value]);
  const y = scalar(mean(tape, graph.node('Abs', [difference])), a.fixed && b.fixed);
  return tape.record(y, (dy) =>
    apart(tape, a, b, graph.node('Sign', [difference]), graph.node('Mul', [dy, share(tape, a)])),
  );
}

/** Mean squared difference of two features of one layout. */
export function mse(tape: Tape, a: Feature, b: Feature): Feature {
  const { graph } = tape;
  const difference = graph.node('Sub', [a.value, b.value]);
  const y = scalar(mean(tape, graph.node('Mul', [difference, difference])), a.fixed && b.fixed);
  return tape.record(y, (dy) => apart(tape, a, b, difference, graph.node('Mul', [dy, share(tape, a, 2)])));
}

/** Mean cross-entropy of logits against one verdict. */
export function verdict(tape: Tape, logits: Feature, real: boolean): Feature {
  const { graph } = tape;
  const wrong = real ? graph.node('Neg', [logits.value]) : logits.value;
  const y = scalar(mean(tape, graph.node('Softplus', [wrong])), logits.fixed);
  return tape.record(y, (dy) => {
    const slope = graph.node('Sub', [graph.node('Sigmoid', [logits.value]), graph.scalar(real ? 1 : 0)]);
    const scaled = graph.node('Mul', [slope, graph.node('Mul', [dy, share(tape, logits)])]);
    tape.accumulate(logits, scaled);
  });
}

/** Mean squared difference of verdicts and one number. */
export function leastSquares(tape: Tape, verdicts: Feature, target: number): Feature {
  const { graph } = tape;
  const difference = graph.node('Sub', [verdicts.value, graph.scalar(target)]);
  const y = scalar(mean(tape, graph.node('Mul', [difference, difference])), verdicts.fixed);
  return tape.record(y, (dy) => {
    const factor = graph.node('Mul', [dy, share(tape, verdicts, 2)]);
    tape.accumulate(verdicts, graph.node('Mul', [difference, factor]));
  });
}

/** Mean over the rows of the cross-entropy of logits against one-hot labels. */
export function crossEntropy(tape: Tape, logits: Feature, labels: Feature): Feature {
  const { graph, batch } = tape;
  const likelihood = graph.node('LogSoftmax', [logits.value], { axis: 1 });
  const hits = graph.node('Mul', [likelihood, labels.value]);
  const sum = graph.node('ReduceSum', [hits], { keepdims: 0 });
  const y = scalar(graph.node('Mul', [sum, graph.scalar(-1 / batch)]), logits.fixed);
  return tape.record(y, (dy) => {
    const slope = graph.node('Sub', [graph.node('Exp', [likelihood]), labels.value]);
    const scaled = graph.node('Mul', [slope, graph.node('Mul', [dy, graph.scalar(1 / batch)])]);
    tape.accumulate(logits, scaled);
  });
}

/** Mean absolute difference of neighbouring pixels down and across, of images in planes. */
export function totalVariation(tape: Tape, x: Feature): Feature {
  const { graph } = tape;
  const directions = ([2, 3] as const).map((axis) => {
    const length = axis === 2 ? x.height : x.width;
    const slice = (from: number, to: number): Value =>
      graph.node('Slice', [x.value, graph.integers([from]), graph.integers([to]), graph.integers([axis])]);
    const difference = graph.node('Sub', [slice(1, length), slice(0, length - 1)]);
    return { axis, difference, count: (size(tape, x) / length) * (length - 1) };
  });
  const [down, across] = directions.map(({ difference }) => mean(tape, graph.node('Abs', [difference])));
  const y = scalar(graph.node('Add', [down, across]), x.fixed);
  return tape.record(y, (dy) => {
    for (const { axis, difference, count } of directions) {
      const factor = graph.node('Mul', [dy, graph.scalar(1 / count)]);
      const slope = graph.node('Mul', [graph.node('Sign', [difference]), factor]);
      const shifted = (before: number): Value => {
        const pads = [0, 0, 0, 0, 0, 0, 0, 0];
        pads[axis] = before;
        pads[axis + 4] = 1 - before;
        return graph.node('Pad', [slope, graph.integers(pads)]);
      };
      tape.accumulate(x, graph.node('Sub', [shifted(1), shifted(0)]));
    }
  });
}

/** A weighted sum of losses. */
export function sum(tape: Tape, terms: readonly (readonly [number, Feature])[]): Feature {
  const { graph } = tape;
  const parts = terms.map(([weight, loss]) => graph.node('Mul', [loss.value, graph.scalar(weight)]));
  const y = scalar(
    parts.reduce((a, b) => graph.node('Add', [a, b])),
    terms.every(([, { fixed }]) => fixed),
  );
  return tape.record(y, (dy) => {
    for (const [weight, loss] of terms) {
      tape.accumulate(loss, graph.node('Mul', [dy, graph.scalar(weight)]));
    }
  });
}

const share = (tape: Tape, x: Feature, factor = 1): Value => tape.graph.scalar(factor / size(tape, x));

/** The gradient of a difference: to one side as it is, to the other turned. */
function apart(tape: Tape, a: Feature, b: Feature, slope: Value, factor: Value): void {
  const { graph } = tape;
  const scaled = graph.node('Mul', [slope, factor]);
  tape.accumulate(a, scaled);
  if (!b.fixed) tape.accumulate(b, graph.node('Neg', [scaled]));
}
