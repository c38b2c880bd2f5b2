import type { Value } from '../../../backend/onnxruntime/graph';
import type { Feature, Tape, Weight } from '../tape';

/** Mean and variance (biased) of a batch, each of C numbers. */
export interface Moments {
  readonly mean: Value;
  readonly variance: Value;
}

/**
 * Batch normalisation by the moments of the batch itself (Ioffe and Szegedy 2015), over images and pixels; also
 * returns the moments, for the moving averages.
 */
export function normalise(
  tape: Tape,
  x: Feature,
  { gamma, beta, epsilon }: { gamma: Weight; beta: Weight; epsilon: number },
): { y: Feature; moments: Moments } {
  const { graph, batch, block } = tape;
  const run = x.layout === 'blocks' ? block : 1;
  const groups = x.channels / run;
  const pixels = x.height * x.width;
  const split = (value: Value): Value =>
    graph.node('Reshape', [value, graph.integers([batch, groups, pixels, run])]);
  const joined = (value: Value): Value =>
    graph.node('Reshape', [value, graph.integers([batch, x.channels, x.height, x.width])]);
  const perChannel = (value: Value): Value =>
    graph.node('Reshape', [value, graph.integers([1, groups, 1, run])]);
  // First over the pixels, then over the images: both are shapes that onnxruntime sums fast.
  const sum = (value: Value): Value => {
    const images = graph.node('ReduceSum', [value, graph.integers([2])], { keepdims: 0 });
    const total = graph.node('ReduceSum', [images, graph.integers([0])], { keepdims: 0 });
    return graph.node('Reshape', [total, graph.integers([x.channels])]);
  };
  const share = graph.scalar(1 / (batch * pixels));
  const given = split(x.value);
  const mean = graph.node('Mul', [sum(given), share]);
  const centred = graph.node('Sub', [given, perChannel(mean)]);
  const variance = graph.node('Mul', [sum(graph.node('Mul', [centred, centred])), share]);
  const deviation = graph.node('Sqrt', [graph.node('Add', [variance, graph.scalar(epsilon)])]);
  const scale = graph.node('Div', [gamma.value, deviation]);
  const scaled = graph.node('Mul', [centred, perChannel(scale)]);
  const value = joined(graph.node('Add', [scaled, perChannel(beta.value)]));
  const fixed = x.fixed && !gamma.trained && !beta.trained;
  const y = tape.record({ ...x, fixed, value }, (dy) => {
    const error = split(dy);
    const total = sum(error);
    const along = graph.node('Div', [sum(graph.node('Mul', [error, centred])), deviation]);
    tape.collect(beta, () => total);
    tape.collect(gamma, () => along);
    if (x.fixed) return;
    const slope = graph.node('Div', [graph.node('Mul', [along, share]), deviation]);
    const offset = graph.node('Mul', [total, share]);
    const rest = graph.node('Sub', [
      graph.node('Sub', [error, perChannel(offset)]),
      graph.node('Mul', [centred, perChannel(slope)]),
    ]);
    tape.accumulate(x, joined(graph.node('Mul', [rest, perChannel(scale)])));
  });
  return { y, moments: { mean, variance } };
}

/** An affine map of each channel with fixed numbers: batch normalisation as at inference. */
export function affine(
  tape: Tape,
  x: Feature,
  { scale, offset }: { scale: Float32Array; offset: Float32Array },
): Feature {
  const { graph, batch, block } = tape;
  const run = x.layout === 'blocks' ? block : 1;
  const perChannel = (values: Float32Array): Value => graph.constant(values, [1, x.channels / run, 1, run]);
  const whole = graph.integers([batch, x.channels / run, x.height * x.width, run]);
  const back = graph.integers([batch, x.channels, x.height, x.width]);
  const factors = perChannel(scale);
  const given = graph.node('Reshape', [x.value, whole]);
  const scaled = graph.node('Mul', [given, factors]);
  const value = graph.node('Reshape', [graph.node('Add', [scaled, perChannel(offset)]), back]);
  return tape.record({ ...x, value }, (dy) => {
    const slope = graph.node('Mul', [graph.node('Reshape', [dy, whole]), factors]);
    tape.accumulate(x, graph.node('Reshape', [slope, back]));
  });
}
