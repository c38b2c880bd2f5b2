import type { LayersModel, layers } from '@tensorflow/tfjs-layers';
import { blockSize } from '../../backend/onnxruntime/block-size';
import { Graph, type Value } from '../../backend/onnxruntime/graph';
import { channelsFirst, type FilterShape } from '../../backend/onnxruntime/layouts';
import { Tape, type ConvWeights, type Feature, type Rectifier } from './tape';

type Layer = layers.Layer;

/** What a compiled step is made for. */
export interface StepSizes {
  /** Patches in a batch. */
  readonly batch: number;
  /** Side of an LR patch. */
  readonly side: number;
  /** Side of the output, and of an HR patch. */
  readonly large: number;
  readonly loss: 'l1' | 'mse';
}

/**
 * Loss and gradients of a network as one graph. Inputs: `lr` and `hr` (N x H x W x 3), and all weights by their
 * names; outputs: `loss`, and `d NAME` for each weight.
 *
 * @returns undefined when the network has a layer that is not known here, or the processor no blocked layout.
 */
export function stepGraph(model: LayersModel, sizes: StepSizes): Graph | undefined {
  const block = blockSize();
  const plan = block === 0 ? undefined : planOf(model, block);
  if (!plan) return undefined;
  const graph = new Graph();
  const weights = new Map<string, Value>();
  for (const { originalName, shape } of model.trainableWeights) {
    weights.set(originalName, graph.input(originalName, shape as number[]));
  }
  const { batch, side, large } = sizes;
  const tape = new Tape(graph, block, batch);
  const images = (name: string, size: number): Value =>
    channelsFirst(graph, graph.input(name, [batch, size, size, 3]));
  const input: Feature = {
    layout: 'planes',
    value: images('lr', side),
    channels: 3,
    height: side,
    width: side,
    isInput: true,
  };
  const output = forward(graph, tape, plan, weights, input);
  const difference = graph.node('Sub', [output.value, images('hr', large)]);
  const [error, slope] =
    sizes.loss === 'l1'
      ? [graph.node('Abs', [difference]), graph.node('Sign', [difference])]
      : [graph.node('Mul', [difference, difference]), graph.node('Add', [difference, difference])];
  graph.output(graph.node('ReduceMean', [error], { keepdims: 0 }), 'loss');
  const share = graph.scalar(1 / (batch * large ** 2 * 3));
  const gradients = tape.backward(output, graph.node('Mul', [slope, share]));
  for (const name of weights.keys()) graph.output(gradients.get(name)!, `d ${name}`);
  return graph;
}

/** One operation of the plan; names are those of the layers whose output it reads and makes. */
type Operation =
  | {
      kind: 'conv';
      from: string;
      to: string;
      layer: string;
      shape: FilterShape;
      bias: boolean;
      rectifier?: Rectifier;
      sum?: string;
    }
  | { kind: 'rectify'; from: string; to: string; rectifier: Rectifier }
  | { kind: 'add'; from: readonly string[]; to: string }
  | { kind: 'concat'; from: readonly string[]; to: string }
  | { kind: 'shuffle'; from: string; to: string; factor: number }
  | { kind: 'upsample'; from: string; to: string; scale: number };

interface Plan {
  readonly input: string;
  readonly output: string;
  readonly operations: readonly Operation[];
}

/** Reads the model's layers into operations, a convolution taking its activation and addition with it. */
function planOf(model: LayersModel, block: number): Plan | undefined {
  const operations: Operation[] = [];
  const consumers = new Map<string, Layer[]>();
  for (const layer of model.layers) {
    if (layer.inboundNodes.length !== 1) return undefined;
    for (const { name } of layer.inboundNodes[0].inboundLayers) {
      consumers.set(name, [...(consumers.get(name) ?? []), layer]);
    }
  }
  const [output] = model.outputLayers;
  const made = new Set<string>();
  const done = new Set<string>();
  const only = (name: string): Layer | undefined =>
    name !== output.name && consumers.get(name)?.length === 1 ? consumers.get(name)![0] : undefined;
  for (const layer of model.layers) {
    if (done.has(layer.name)) continue;
    const from = layer.inboundNodes[0].inboundLayers.map(({ name }) => name);
    let to = layer.name;
    switch (layer.getClassName()) {
      case 'InputLayer':
        break;
      case 'Conv2D': {
        const conv = convolutionOf(layer, block);
        if (!conv) return undefined;
        let { rectifier } = conv;
        let sum: string | undefined;
        for (let next = only(to); next; next = only(to)) {
          const own = rectifierOf(next);
          const others = next.inboundNodes[0].inboundLayers.filter(({ name }) => name !== to);
          if (own && !rectifier && !sum) rectifier = own;
          else if (
            next.getClassName() === 'Add' &&
            !rectifier &&
            !sum &&
            others.length === 1 &&
            made.has(others[0].name) &&
            conv.shape[3] >= block
          ) {
            sum = others[0].name;
          } else break;
          to = next.name;
          done.add(to);
          if (rectifier || sum) break;
        }
        operations.push({ kind: 'conv', from: from[0], to, layer: layer.name, ...conv, rectifier, sum });
        break;
      }
      case 'ReLU':
      case 'LeakyReLU': {
        const rectifier = rectifierOf(layer);
        if (!rectifier) return undefined;
        operations.push({ kind: 'rectify', from: from[0], to, rectifier });
        break;
      }
      case 'Add':
        operations.push({ kind: 'add', from, to });
        break;
      case 'Concatenate': {
        const axis = layer.getConfig().axis as number;
        const shapes = layer.inboundNodes[0].inputShapes as number[][];
        if (![-1, 3].includes(axis) || !shapes.every((shape) => shape[3] % block === 0)) return undefined;
        operations.push({ kind: 'concat', from, to });
        break;
      }
      case 'PixelShuffle':
        operations.push({ kind: 'shuffle', from: from[0], to, factor: layer.getConfig().factor as number });
        break;
      case 'BilinearUpsampling':
        // Its gradient is not written: only the network's input is upsampled.
        if (from[0] !== model.inputLayers[0].name) return undefined;
        operations.push({ kind: 'upsample', from: from[0], to, scale: layer.getConfig().scale as number });
        break;
      default:
        return undefined;
    }
    made.add(to);
  }
  return { input: model.inputLayers[0].name, output: output.name, operations };
}

/** The convolution of a layer, where the graph can have it: stride 1, zeros around, whole blocks of channels. */
function convolutionOf(
  layer: Layer,
  block: number,
): { shape: FilterShape; bias: boolean; rectifier?: Rectifier } | undefined {
  const { strides, padding, dilationRate, activation, useBias } = layer.getConfig() as Record<
    string,
    unknown
  >;
  const ones = (value: unknown): boolean => [value].flat().every((one) => one === 1);
  const rectifier = activation === 'relu' ? { slope: 0 } : undefined;
  if (!ones(strides) || !ones(dilationRate) || padding !== 'same') return undefined;
  if (!rectifier && activation !== 'linear') return undefined;
  const shape = layer.trainableWeights[0].shape as unknown as FilterShape;
  const whole = (channels: number): boolean => channels < block || channels % block === 0;
  if (!whole(shape[2]) || !whole(shape[3])) return undefined;
  return { shape, bias: useBias === true, rectifier };
}

function rectifierOf(layer: Layer): Rectifier | undefined {
  const { alpha, maxValue } = layer.getConfig() as { alpha?: number; maxValue?: number | null };
  if (layer.getClassName() === 'LeakyReLU') return { slope: alpha! };
  return layer.getClassName() === 'ReLU' && (maxValue ?? null) === null ? { slope: 0 } : undefined;
}

function forward(
  graph: Graph,
  tape: Tape,
  { input, output, operations }: Plan,
  weights: ReadonlyMap<string, Value>,
  lr: Feature,
): Feature {
  const features = new Map([[input, lr]]);
  const get = (name: string): Feature => features.get(name)!;
  for (const operation of operations) features.set(operation.to, apply(operation));
  return get(output);

  function apply(operation: Operation): Feature {
    switch (operation.kind) {
      case 'conv': {
        const { layer, shape, bias, rectifier, sum } = operation;
        const own: ConvWeights = {
          name: layer,
          shape,
          kernel: weights.get(`${layer}/kernel`)!,
          bias: bias ? weights.get(`${layer}/bias`) : undefined,
        };
        return tape.conv(get(operation.from), own, rectifier, sum === undefined ? undefined : get(sum));
      }
      case 'rectify':
        return tape.rectify(get(operation.from), operation.rectifier);
      case 'add':
        return operation.from.map(get).reduce((a, b) => tape.add(a, b));
      case 'concat':
        return tape.concat(operation.from.map(get));
      case 'shuffle':
        return tape.pixelShuffle(get(operation.from), operation.factor);
      case 'upsample':
        return upsampled(graph, get(operation.from), operation.scale);
    }
  }
}

/** Bilinear with half-pixel centres, without a gradient. */
function upsampled(graph: Graph, x: Feature, scale: number): Feature {
  const scales = graph.constant(Float32Array.of(1, 1, scale, scale), [4]);
  const value = graph.node('Resize', [x.value, '', scales], {
    mode: 'linear',
    coordinate_transformation_mode: 'half_pixel',
  });
  return { ...x, value, height: x.height * scale, width: x.width * scale };
}
