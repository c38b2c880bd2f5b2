import type { LayersModel } from '@tensorflow/tfjs-layers';
import { emitters } from '../../onnxruntime/compiled/layers/table';
import { weightName } from '../../onnxruntime/compiled/layer-call';
import { stepsTo, type Step } from '../../onnxruntime/compiled/stages';
import { fromBlocks, toBlocks } from '../../onnxruntime/layouts';
import { flatten, globalAverage, pixelShuffle, torchPixelShuffle } from './operations/arrange';
import { convolution, dense } from './operations/convolution';
import { add, concat, multiply } from './operations/merge';
import { affine, normalise, type Following, type Moments } from './operations/normalise';
import { type Rectifier, rectify, rescale, sigmoid } from './operations/pointwise';
import { resample } from './operations/resample';
import type { Feature, Tape, Weight } from './tape';
import { Unsupported } from './unsupported';

type Layer = Step['layer'];

/** A model on its way into a graph. */
export interface Source {
  readonly model: LayersModel;
  /** A weight of the model, by its full name. */
  weight(name: string): Weight;
  /** `batch`: normalise by the batch's moments; `moving`: by the moving averages, as at inference. */
  readonly normalisation: 'batch' | 'moving';
  /** Told the moments of each batch normalisation, by the layer's name. */
  onMoments?(layer: string, moments: Moments): void;
}

/**
 * Writes a model into the tape's graph, a convolution taking its activation and an addition with it.
 *
 * @returns what the named layers put out, in their order.
 * @throws Unsupported for a layer that is not known here, or set in a way that it is not.
 */
export function forward(tape: Tape, source: Source, x: Feature, layers?: readonly string[]): Feature[] {
  const { model } = source;
  const tensors = layers?.map((name) => model.getLayer(name).output) ?? model.outputs;
  const plan = stepsTo(model, tensors.flat());
  if (!plan) throw new Unsupported('not a chain of layers with one input');
  const { steps, outputs } = plan;
  const readers = steps.map((_, index) =>
    steps.flatMap(({ inputs }, reader) => (inputs.includes(index) ? [reader] : [])),
  );
  const features = new Map<number, Feature>([[0, x]]);
  /** Additions that became part of what is before them. */
  const fused = new Set<number>();
  /** The only step that reads another's result, which nobody else wants. */
  const onlyReader = (index: number): number | undefined =>
    readers[index].length === 1 && !outputs.includes(index) ? readers[index][0] : undefined;
  for (let index = 1; index < steps.length; index++) {
    if (features.has(index) || fused.has(index)) continue;
    const inputs = steps[index].inputs.map((input) => features.get(input)!);
    const { layer, className } = steps[index];
    const isConvolution = className === 'Conv2D' || className === 'GroupConv2D';
    if (!isConvolution && className !== 'BatchNormalization') {
      features.set(index, apply(tape, source, steps[index], inputs));
      continue;
    }
    const { last, sum, rectifier } = following(index, inputs[0]);
    const result = isConvolution
      ? convolve(tape, source, layer, inputs[0], { sum, rectifier })
      : batchNormalisation(tape, source, layer, inputs[0], { sum, rectifier });
    features.set(last, result);
  }
  return outputs.map((index) => features.get(index)!);

  /** The addition and the activation after a layer that can be part of it, as nothing else reads between them. */
  function following(index: number, x: Feature): Following & { last: number } {
    let last = index;
    let sum: Feature | undefined;
    const next = onlyReader(index);
    const { shape, layer } = steps[index];
    const own = (layer.getConfig() as { activation?: string }).activation ?? 'linear';
    if (own !== 'linear' || next === undefined) return { last };
    if (steps[next].className === 'Add' && shape[3]! >= tape.block) {
      const others = steps[next].inputs.filter((other) => other !== index);
      const other = others.length === 1 ? features.get(others[0]) : undefined;
      // What is added must be there already, and be as large.
      if (other?.layout === 'blocks' && other !== x) [sum, last] = [other, next];
    }
    const reader = onlyReader(last);
    const rectifier = reader === undefined ? undefined : rectifierOf(steps[reader].layer);
    if (rectifier) {
      fused.add(last);
      last = reader!;
    }
    return { last, sum, rectifier };
  }
}

function convolve(tape: Tape, source: Source, layer: Layer, x: Feature, next: Following): Feature {
  const { stride, activation, groups } = convolutionOf(layer);
  const weights = weightsOf(source, layer);
  const kernel = weights.get('kernel')!;
  if (groups > 1) {
    // Each group is whole blocks.
    for (const channels of [kernel.shape[2], kernel.shape[3] / groups]) {
      if (channels % tape.block !== 0) fail(layer);
    }
  }
  requireBlocks(tape, kernel.shape[2]);
  requireBlocks(tape, kernel.shape[3]);
  const { sum, rectifier = activation } = next;
  return convolution(tape, x, { kernel, bias: weights.get('bias'), stride, groups, sum, rectifier });
}

/** One layer that is neither a convolution nor a normalisation. */
function apply(tape: Tape, source: Source, step: Step, inputs: readonly Feature[]): Feature {
  const { layer, className } = step;
  const config = layer.getConfig() as Record<string, unknown>;
  const [x] = inputs;
  switch (className) {
    case 'ReLU':
    case 'LeakyReLU':
      return rectify(tape, x, rectifierOf(layer) ?? fail(layer));
    case 'Activation':
      return activated(tape, x, config.activation, layer);
    case 'Add':
      return inputs.reduce((a, b) => add(tape, a, b));
    case 'Multiply':
      return inputs.reduce((a, b) => multiply(tape, a, b));
    case 'Concatenate':
      if (![-1, 3].includes(config.axis as number) || inputs.some(({ layout }) => layout !== 'blocks')) {
        return fail(layer);
      }
      return concat(tape, inputs);
    case 'PixelShuffle': {
      const factor = config.factor as number;
      if (x.layout !== 'blocks' || (x.channels / factor ** 2) % tape.block !== 0) return fail(layer);
      return pixelShuffle(tape, x, factor);
    }
    case 'TorchPixelShuffle':
      return torchPixelShuffle(tape, x, config.factor as number);
    case 'Rescaling':
      return rescale(tape, x, config.scale as number, config.offset as number);
    case 'Flatten':
      return flatten(tape, x);
    case 'GlobalAveragePooling2D':
      return globalAverage(tape, x);
    case 'Reshape':
      // N x C to N x 1 x 1 x C and the like: rows stay rows.
      return x.layout === 'rows' && step.shape.slice(1, -1).every((one) => one === 1) ? x : fail(layer);
    case 'Dense': {
      if (x.layout !== 'rows') return fail(layer);
      const weights = weightsOf(source, layer);
      const rows = dense(tape, x, { kernel: weights.get('kernel')!, bias: weights.get('bias') });
      return activated(tape, rows, config.activation, layer);
    }
    case 'BilinearUpsampling':
    case 'BicubicUpsampling':
    case 'UpSampling2D':
      // Where nobody wants its gradient, as the compiled inference does it.
      return x.fixed ? unlearnt(tape, step, x, config) : resample(tape, x, layer);
    default:
      return unlearnt(tape, step, x, config);
  }
}

/** A layer without weights whose gradient nobody wants: as the compiled inference writes it. */
function unlearnt(tape: Tape, step: Step, x: Feature, config: Record<string, unknown>): Feature {
  const { graph } = tape;
  const emit = Object.hasOwn(emitters, step.className) ? emitters[step.className] : undefined;
  if (!emit || !x.fixed || x.layout === 'rows' || step.layer.weights.length > 0) return fail(step.layer);
  const planes = x.layout === 'blocks' ? fromBlocks(graph, x.value, x.channels, 'NCHW') : x.value;
  const shape = [null, x.height, x.width, x.channels];
  const [, height, width, channels] = step.layer.computeOutputShape(shape) as number[];
  const value = emit({
    graph,
    inputs: [{ value: planes, shape }],
    config,
    shape: [null, height, width, channels],
    weight: () => undefined,
  });
  if (value === undefined || channels !== x.channels) return fail(step.layer);
  if (x.layout === 'planes') return { ...x, value, height, width };
  const pixels = graph.node('Transpose', [value], { perm: [0, 2, 3, 1] });
  return { ...x, value: toBlocks(graph, pixels), height, width };
}

function batchNormalisation(tape: Tape, source: Source, layer: Layer, x: Feature, next: Following): Feature {
  if (x.layout !== 'blocks') return fail(layer);
  const { epsilon, axis, scale, center } = layer.getConfig() as Record<string, unknown>;
  if (![-1, 3].includes(axis as number) || scale === false || center === false) return fail(layer);
  const weights = weightsOf(source, layer);
  if (source.normalisation === 'batch') {
    const { y, moments } = normalise(
      tape,
      x,
      { gamma: weights.get('gamma')!, beta: weights.get('beta')!, epsilon: epsilon as number },
      next,
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
  return affine(tape, x, { scale: factor, offset }, next);
}

function activated(tape: Tape, x: Feature, activation: unknown, layer: Layer): Feature {
  if (activation === undefined || activation === 'linear') return x;
  if (activation === 'relu') return rectify(tape, x, { slope: 0 });
  return activation === 'sigmoid' ? sigmoid(tape, x) : fail(layer);
}

/** A layer's weights by their names within it. */
function weightsOf(source: Source, layer: Layer): Map<string, Weight> {
  return new Map(layer.weights.map((weight) => [weightName(weight), source.weight(weight.originalName)]));
}

function convolutionOf(layer: Layer): { stride: 1 | 2; groups: number; activation?: Rectifier } {
  const config = layer.getConfig() as Record<string, unknown>;
  // This project's layer: stride 1, zeros around, no activation.
  if (layer.getClassName() === 'GroupConv2D') return { stride: 1, groups: config.groups as number };
  const both = (value: unknown): unknown => {
    const [first, second = first] = [value].flat();
    return first === second ? first : undefined;
  };
  const stride = both(config.strides);
  if (stride !== 1 && stride !== 2) return fail(layer);
  if (both(config.dilationRate) !== 1 || config.padding !== 'same') return fail(layer);
  if (config.activation === 'relu') return { stride, groups: 1, activation: { slope: 0 } };
  return config.activation === 'linear' ? { stride, groups: 1 } : fail(layer);
}

function rectifierOf(layer: Layer): Rectifier | undefined {
  const { alpha, maxValue } = layer.getConfig() as { alpha?: number; maxValue?: number | null };
  if (layer.getClassName() === 'LeakyReLU') return { slope: alpha! };
  return layer.getClassName() === 'ReLU' && (maxValue ?? null) === null ? { slope: 0 } : undefined;
}

/** Channels fill whole blocks, or not even one. */
function requireBlocks({ block }: Tape, channels: number): void {
  if (channels >= block && channels % block !== 0) {
    throw new Unsupported(`${channels} channels do not fill blocks of ${block}`);
  }
}

function fail(layer: Layer): never {
  throw new Unsupported(`the layer ${layer.name} (${layer.getClassName()})`);
}
