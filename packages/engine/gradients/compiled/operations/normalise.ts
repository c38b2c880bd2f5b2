import { Float, type Value } from '../../../onnxruntime/graph';
import { nchwc } from '../../../onnxruntime/layouts';
import type { Feature, Tape, Weight } from '../tape';
import { rectifiedGradient, type Rectifier } from './pointwise';

/** Mean and variance (biased) of a batch, each of C numbers. */
export interface Moments {
  readonly mean: Value;
  readonly variance: Value;
}

/** Applied to a normalised feature in the same pass. */
export interface Following {
  /** Added first. */
  readonly sum?: Feature;
  readonly rectifier?: Rectifier;
}

/**
 * Batch normalisation by the moments of the batch itself (Ioffe and Szegedy 2015), over images and pixels; also
 * returns the moments, for the moving averages. Means are onnxruntime's global pooling, the rest is an affine map
 * of each channel: both go once through memory. The variance is E[x^2] - E[x]^2: in float32 good to 1e-6 of the mean
 * square.
 */
export function normalise(
  tape: Tape,
  x: Feature,
  { gamma, beta, epsilon }: { gamma: Weight; beta: Weight; epsilon: number },
  { sum, rectifier }: Following = {},
): { y: Feature; moments: Moments } {
  const { graph } = tape;
  const calculate = (type: string, ...operands: Value[]): Value => graph.node(type, operands);
  const mean = channelMeans(tape, x, x.value);
  const squares = channelMeans(tape, x, calculate('Mul', x.value, x.value));
  const spread = calculate('Sub', squares, calculate('Mul', mean, mean));
  const variance = calculate('Max', spread, graph.scalar(0));
  const deviation = calculate('Sqrt', calculate('Add', variance, graph.scalar(epsilon)));
  const scale = calculate('Div', gamma.value, deviation);
  const offset = calculate('Sub', beta.value, calculate('Mul', mean, scale));
  const value = affineNode(tape, x, x.value, { scale, offset, sum: sum?.value, rectifier });
  const fixed = x.fixed && !gamma.trained && !beta.trained && (sum?.fixed ?? true);
  const y: Feature = { ...x, fixed, value };
  tape.record(y, (given) => {
    const dy = rectifier ? rectifiedGradient(tape, given, y, rectifier.slope) : given;
    if (sum) tape.accumulate(sum, dy);
    const count = graph.scalar(tape.batch * x.height * x.width);
    const error = channelMeans(tape, x, dy);
    const product = channelMeans(tape, x, calculate('Mul', dy, x.value));
    // The mean of dy times the normalised x.
    const centred = calculate('Sub', product, calculate('Mul', mean, error));
    const along = calculate('Div', centred, deviation);
    tape.collect(beta, () => calculate('Mul', error, count));
    tape.collect(gamma, () => calculate('Mul', along, count));
    if (x.fixed) return;
    // dx = scale (dy - E[dy] - normalised x E[dy normalised x]), as a map of dy plus a map of x.
    const slope = calculate('Neg', calculate('Div', calculate('Mul', scale, along), deviation));
    const rest = calculate('Add', calculate('Mul', scale, error), calculate('Mul', slope, mean));
    const part = affineNode(tape, x, x.value, { scale: slope, offset: calculate('Neg', rest) });
    tape.accumulate(x, affineNode(tape, x, dy, { scale, sum: part }));
  });
  return { y, moments: { mean, variance } };
}

/** An affine map of each channel with fixed numbers: batch normalisation as at inference. */
export function affine(
  tape: Tape,
  x: Feature,
  { scale, offset }: { scale: Float32Array; offset: Float32Array },
  { sum, rectifier }: Following = {},
): Feature {
  const { graph } = tape;
  const factors = graph.constant(scale, [scale.length]);
  const offsets = graph.constant(offset, [offset.length]);
  const value = affineNode(tape, x, x.value, { scale: factors, offset: offsets, sum: sum?.value, rectifier });
  const y: Feature = { ...x, value, fixed: x.fixed && (sum?.fixed ?? true) };
  return tape.record(y, (given) => {
    const dy = rectifier ? rectifiedGradient(tape, given, y, rectifier.slope) : given;
    if (sum) tape.accumulate(sum, dy);
    if (!x.fixed) tape.accumulate(x, affineNode(tape, x, dy, { scale: factors }));
  });
}

/** scale x + offset + sum for each channel of blocks, as a convolution of single pixels and channels. */
function affineNode(
  { graph }: Tape,
  { channels }: Feature,
  value: Value,
  options: { scale: Value; offset?: Value; sum?: Value; rectifier?: Rectifier },
): Value {
  const { scale, offset = '', sum, rectifier } = options;
  const kernel = graph.node('Reshape', [scale, graph.integers([channels, 1, 1, 1])]);
  return graph.node(
    'Conv',
    [value, kernel, offset, ...(sum === undefined ? [] : [sum])],
    {
      kernel_shape: [1, 1],
      group: channels,
      ...(rectifier && {
        activation: rectifier.slope === 0 ? 'Relu' : 'LeakyRelu',
        ...(rectifier.slope !== 0 && { activation_params: new Float([rectifier.slope]) }),
      }),
    },
    nchwc,
  );
}

/** The mean of each channel of blocks over pixels and images. */
function channelMeans({ graph, batch }: Tape, { channels }: Feature, value: Value): Value {
  const pooled = graph.node('GlobalAveragePool', [value], {}, nchwc);
  const images = graph.node('Reshape', [pooled, graph.integers([batch, channels])]);
  return graph.node('ReduceMean', [images], { axes: [0], keepdims: 0 });
}
