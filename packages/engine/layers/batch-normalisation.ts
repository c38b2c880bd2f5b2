import {
  refuse,
  weightsOf,
  type Following,
  type LearnCall,
  type Moments,
  type Rectifier,
} from '../gradients/compiled/learn';
import type { Feature, Tape, Weight } from '../gradients/compiled/tape';
import { axisInGraph, required, weightName } from '../onnxruntime/compiled/layer-call';
import { Float, type Value } from '../onnxruntime/graph';
import { meanOfBlocks, scaleBlocks } from '../onnxruntime/layouts';
import { rectifiedGradient } from './activation';
import { pixelwise, type LayerKind } from './kind';

/** Batch normalisation: at inference by its moving mean and variance, in training by the batch's, or by the moving ones. */
export const batchNormalisation: LayerKind = {
  className: 'BatchNormalization',
  emit: (call) => {
    const { graph, inputs, config } = call;
    const [x] = inputs;
    if (axisInGraph(x, (config.axis ?? -1) as number) !== 1) return undefined;
    const mean = required(call, 'moving_mean');
    const filled = (value: number): Value =>
      graph.constant(new Float32Array(mean.shape[0]).fill(value), mean.shape);
    const gamma = call.weight('gamma')?.value ?? filled(1);
    const beta = call.weight('beta')?.value ?? filled(0);
    return graph.node(
      'BatchNormalization',
      [x.value, gamma, beta, mean.value, required(call, 'moving_variance').value],
      { epsilon: new Float((config.epsilon ?? 1e-3) as number) },
    );
  },
  locality: pixelwise,
  learn: learnNormalisation,
  fuses: true,
};

function learnNormalisation(call: LearnCall): Feature {
  const {
    tape,
    source,
    layer,
    inputs: [x],
    config,
    following,
  } = call;
  if (x.layout !== 'blocks') return refuse(call);
  const { epsilon, axis, scale, center } = config;
  if (![-1, 3].includes(axis as number) || scale === false || center === false) return refuse(call);
  const weights = weightsOf(call);
  if (source.normalisation === 'batch') {
    const { y, moments } = normalise(
      tape,
      x,
      { gamma: weights.get('gamma')!, beta: weights.get('beta')!, epsilon: epsilon as number },
      following,
    );
    source.onMoments?.(layer.name, moments);
    return y;
  }
  const value = (name: string): Float32Array =>
    layer.weights
      .find((weight) => weightName(weight) === name)!
      .read()
      .dataSync<'float32'>();
  const [gamma, beta, mean, variance] = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map(value);
  const factor = gamma.map((g, i) => g / Math.sqrt(variance[i] + (epsilon as number)));
  const offset = beta.map((b, i) => b - mean[i] * factor[i]);
  return affine(tape, x, { scale: factor, offset }, following);
}

/**
 * Batch normalisation by the moments of the batch itself (Ioffe and Szegedy 2015), over images and pixels; also
 * returns the moments, for the moving averages. Means are onnxruntime's global pooling, the rest is an affine map
 * of each channel: both go once through memory. The variance is E[x^2] - E[x]^2: in float32 good to 1e-6 of the mean
 * square.
 */
function normalise(
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
function affine(
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

/** scale x + offset + sum for each channel of blocks. */
function affineNode(
  { graph }: Tape,
  { channels }: Feature,
  value: Value,
  { scale, offset, sum, rectifier }: { scale: Value; offset?: Value; sum?: Value; rectifier?: Rectifier },
): Value {
  return scaleBlocks(graph, channels, scale, { x: value, bias: offset, sum, rectifier });
}

/** The mean of each channel of blocks over pixels and images. */
function channelMeans({ graph, batch }: Tape, { channels }: Feature, value: Value): Value {
  const pooled = meanOfBlocks(graph, value);
  const images = graph.node('Reshape', [pooled, graph.integers([batch, channels])]);
  return graph.node('ReduceMean', [images], { axes: [0], keepdims: 0 });
}
