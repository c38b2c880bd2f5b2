import {
  around,
  bothAxes,
  interpolated,
  windowAxis,
  type AxisSight,
  type Extent,
  type Sight,
} from '@ddr-lab/engine/layers/sight';
import { plain, type OnnxNode } from '@ddr-lab/engine/onnxruntime/onnx-model';
import type { SeenOperation } from '../receptive-field';
import type { Layout } from './inputs';
import type { CheckedModel, Described } from './read-onnx';
import { labelsOf, type Shapes } from './trial';

/** Operations that do the same to each pixel by itself, or to each with the same one of their other inputs. */
const pixelwise = new Set([
  ...['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'Sum', 'Mean', 'Where', 'Cast', 'Identity', 'Dropout'],
  ...['Relu', 'LeakyRelu', 'PRelu', 'Elu', 'Celu', 'Selu', 'ThresholdedRelu', 'Sigmoid', 'HardSigmoid'],
  ...['HardSwish', 'Tanh', 'Softplus', 'Softsign', 'Gelu', 'FastGelu', 'QuickGelu', 'Mish', 'Swish', 'Clip'],
  ...[
    'BatchNormalization',
    'Abs',
    'Neg',
    'Exp',
    'Log',
    'Sqrt',
    'Reciprocal',
    'Sign',
    'Floor',
    'Ceil',
    'Round',
  ],
  ...['Erf', 'Sin', 'Cos'],
]);
/** Operations over the whole image. */
const whole = new Set([
  ...['GlobalAveragePool', 'GlobalMaxPool', 'GlobalLpPool', 'InstanceNormalization', 'Flatten'],
]);
/** Operations that tell of a tensor its size alone. */
const sizes = new Set(['Shape', 'Size', 'ConstantOfShape']);

/** Numbers of floating-point types, by onnx.proto, and of quantised weights. */
const weightTypes = new Set([1, 2, 3, 10, 11, 16]);

/**
 * What each operation of a model sees of its inputs, for `receptiveFields`, by the shapes that its tensors have for some image.
 * The results of an operation besides its first go by their own names.
 */
export function onnxOperations(
  model: CheckedModel,
  shapes: Shapes,
  places: Described['places'],
  input: { readonly name: string; readonly extent: Extent },
  { place: usual }: Layout,
): SeenOperation[] {
  const { graph } = model;
  const labels = labelsOf(graph.node);
  const constants = new Set(graph.initializer.map(({ name = '' }) => name));
  for (const { opType, output } of graph.node) if (opType === 'Constant') constants.add(output[0]);
  const weights = new Map(
    graph.initializer
      .filter(({ dataType = 0 }) => weightTypes.has(dataType))
      .map(({ name = '', dims }) => [name, dims.reduce<number>((a, b) => a * plain(b), 1)]),
  );
  const kernels = new Map(graph.initializer.map(({ name = '', dims }) => [name, dims.map(plain)]));
  const extentOf = (tensor: string): Extent | undefined => {
    if (tensor === input.name) return input.extent;
    const shape = shapes.get(tensor);
    if (shape?.length !== 4) return undefined;
    const [height, width] = (places.get(tensor) ?? usual) === 'first' ? shape.slice(2) : shape.slice(1);
    return { height, width };
  };
  const operations: SeenOperation[] = [
    { name: input.name, inputs: [], sights: [], weights: [], extent: input.extent },
  ];
  for (const node of graph.node) {
    if (node.opType === 'Constant') continue;
    const used = node.input.filter((name) => name !== '' && !constants.has(name));
    const own = node.input.flatMap((name) =>
      weights.has(name) ? [[name, weights.get(name)!] as const] : [],
    );
    for (const tensor of node.output.filter((name) => name !== '')) {
      const output = extentOf(tensor);
      operations.push({
        name: labels.get(tensor) ?? tensor,
        inputs: used.map((name) => labels.get(name) ?? name),
        sights: used.map(
          (name) => sightOf(node, node.input.indexOf(name), kernels, extentOf(name), output) ?? null,
        ),
        weights: own,
        ...(output && { extent: output }),
      });
    }
  }
  return operations;
}

function sightOf(
  node: OnnxNode,
  index: number,
  kernels: ReadonlyMap<string, readonly number[]>,
  input: Extent | undefined,
  output: Extent | undefined,
): Sight | undefined {
  const { opType = '' } = node;
  if (sizes.has(opType)) return 'nothing';
  if (whole.has(opType)) return 'image';
  const isSame = input && output && input.height === output.height && input.width === output.width;
  // What has one pixel is spread over all of the others.
  const isOne = input?.height === 1 && input.width === 1;
  if (pixelwise.has(opType)) {
    if (!input || !output) return input || output ? undefined : around(0);
    return isSame ? around(0) : isOne ? 'image' : undefined;
  }
  // Along the channels, as far as rows and columns stay; a transposition that moves these shows in their places.
  if (/^(Concat|Slice|Split|Softmax|LogSoftmax|Gather|Transpose)$/.test(opType))
    return isSame ? around(0) : undefined;
  if (/^(ReduceMean|ReduceMax|ReduceSum|ReduceMin|ReduceL2)$/.test(opType)) {
    return isSame ? around(0) : 'image';
  }
  if (opType === 'Pad' && input && output) {
    return {
      rows: windowAxis(1, 1, 1, Math.floor((output.height - input.height) / 2)),
      columns: windowAxis(1, 1, 1, Math.floor((output.width - input.width) / 2)),
    };
  }
  if (opType === 'DepthToSpace') return around(0, wholeOf(node, 'blocksize'));
  if (opType === 'SpaceToDepth') {
    const block = wholeOf(node, 'blocksize');
    return bothAxes({ stride: block, scale: 1, from: 0, to: block - 1 });
  }
  if (opType === 'Resize' || opType === 'Upsample')
    return index > 0 ? 'nothing' : resized(node, input, output);
  if (/^(Conv|FusedConv|ConvTranspose|MaxPool|AveragePool|LpPool)$/.test(opType)) {
    return windowOf(node, kernels.get(node.input[1])?.slice(2), input, output);
  }
  return undefined;
}

/** A convolution or pooling, as ONNX describes it. */
function windowOf(
  node: OnnxNode,
  kernel: readonly number[] | undefined,
  input: Extent | undefined,
  output: Extent | undefined,
): Sight | undefined {
  const size = list(node, 'kernel_shape') ?? kernel;
  if (size?.length !== 2 || !input || !output) return undefined;
  const strides = list(node, 'strides') ?? [1, 1];
  const dilations = list(node, 'dilations') ?? [1, 1];
  const pads = list(node, 'pads') ?? [0, 0, 0, 0];
  const auto = text(node, 'auto_pad') ?? 'NOTSET';
  const isTransposed = node.opType === 'ConvTranspose';
  if (isTransposed && auto !== 'NOTSET' && auto !== 'VALID') return undefined;
  const axis = (i: number, from: number, to: number): AxisSight => {
    const length = (size[i] - 1) * dilations[i] + 1;
    if (isTransposed) {
      return { stride: 1, scale: strides[i], from: pads[i] - length + strides[i], to: pads[i] };
    }
    const padded = Math.max(0, (to - 1) * strides[i] + length - from);
    const before: Readonly<Record<string, number>> = {
      NOTSET: pads[i],
      VALID: 0,
      SAME_UPPER: Math.floor(padded / 2),
      SAME_LOWER: Math.ceil(padded / 2),
    };
    return windowAxis(size[i], strides[i], dilations[i], before[auto] ?? 0);
  };
  return {
    rows: axis(0, input.height, output.height),
    columns: axis(1, input.width, output.width),
  };
}

/** An enlargement by a whole number, nearest or linear with half-pixel or the old asymmetric places. */
function resized(node: OnnxNode, input: Extent | undefined, output: Extent | undefined): Sight | undefined {
  if (!input || !output) return undefined;
  const scales = [output.height / input.height, output.width / input.width];
  if (scales.some((scale) => !Number.isInteger(scale))) return undefined;
  const mode = text(node, 'mode') ?? 'nearest';
  const places = text(node, 'coordinate_transformation_mode') ?? 'half_pixel';
  const isHalf = places === 'half_pixel' || places === 'pytorch_half_pixel';
  const axis = (scale: number): AxisSight | undefined => {
    // Nearest at a whole number repeats each pixel, by either rule.
    if (mode === 'nearest') return { stride: 1, scale, from: 0, to: 0 };
    const taps = mode === 'cubic' ? 2 : 1;
    if (isHalf) return interpolated(1, scale, taps);
    const isOld = places === 'asymmetric' || node.opType === 'Upsample';
    return isOld ? { stride: 1, scale, from: (1 - taps) * scale, to: taps * scale } : undefined;
  };
  const [rows, columns] = scales.map(axis);
  return rows && columns && { rows, columns };
}

const attribute = (node: OnnxNode, wanted: string): OnnxNode['attribute'][number] | undefined =>
  node.attribute.find(({ name }) => name === wanted);

const list = (node: OnnxNode, name: string): number[] | undefined => {
  const { ints } = attribute(node, name) ?? {};
  return ints?.length ? ints.map(plain) : undefined;
};

const wholeOf = (node: OnnxNode, name: string): number => plain(attribute(node, name)?.i) || 1;

const text = (node: OnnxNode, name: string): string | undefined => {
  const { s } = attribute(node, name) ?? {};
  return s?.length ? Buffer.from(s).toString('latin1') : undefined;
};
