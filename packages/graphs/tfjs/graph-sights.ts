import {
  around,
  bothAxes,
  interpolated,
  windowAxis,
  type AxisSight,
  type Extent,
  type Sight,
} from '@ddr-lab/engine/layers/sight';
import type { SeenOperation } from '../receptive-field';
import type { GraphNode } from './graph';
import type { TfjsModel } from './read-tfjs';

/** Operations that do the same to each pixel by itself, or to each with the same one of their other inputs. */
const pixelwise = new Set([
  ...['Add', 'AddV2', 'AddN', 'Sub', 'Mul', 'RealDiv', 'Maximum', 'Minimum', 'BiasAdd', 'Identity', 'Pow'],
  ...['Relu', 'Relu6', 'LeakyRelu', 'Prelu', 'Elu', 'Selu', 'Sigmoid', 'Tanh', 'Softplus', 'Softmax'],
  ...['FusedBatchNorm', 'FusedBatchNormV2', 'FusedBatchNormV3', 'Cast', 'Neg', 'Exp', 'Abs', 'Square'],
  ...['Sqrt', 'Rsqrt', 'Erf', 'Log', 'ClipByValue'],
]);
const convolution = /^(_?Fused)?(Conv2D|DepthwiseConv2dNative)$/;

/** A node's settings as TensorFlow's JSON has them. */
type Attributes = Readonly<
  Record<string, { s?: string; i?: string | number; b?: boolean; list?: { i?: (string | number)[] } }>
>;

/**
 * What each node of a tfjs graph model sees of its inputs, for `receptiveFields`, by the shapes that its results have for some image.
 *
 * @param live the nodes that depend on the image.
 */
export function graphOperations(
  { topology, artifacts }: TfjsModel,
  nodes: readonly GraphNode[],
  live: ReadonlySet<string>,
  shapes: ReadonlyMap<string, readonly number[]>,
  image: { readonly name: string; readonly extent: Extent },
): SeenOperation[] {
  const settings = new Map(
    (topology.node as { name: string; attr?: Attributes | null }[]).map(({ name, attr }) => [
      name,
      attr ?? {},
    ]),
  );
  const weights = new Map((artifacts.weightSpecs ?? []).map(({ name, shape }) => [name, shape]));
  const extentOf = (name: string): Extent | undefined => {
    const shape = shapes.get(name);
    if (name === image.name) return image.extent;
    return shape?.length === 4 ? { height: shape[1], width: shape[2] } : undefined;
  };
  const operations: SeenOperation[] = [
    { name: image.name, inputs: [], sights: [], weights: [], extent: image.extent },
  ];
  for (const node of nodes) {
    if (!live.has(node.name)) continue;
    const used = node.input.filter((name) => live.has(name) || name === image.name);
    const output = extentOf(node.name);
    operations.push({
      name: node.name,
      inputs: used,
      sights: used.map(
        (name) =>
          sightOf(
            node,
            settings.get(node.name) ?? {},
            weights.get(node.input[1] ?? ''),
            extentOf(name),
            output,
          ) ?? null,
      ),
      // A number alone, or sizes, are no weights; what folds into another node by way of Identity is found behind it.
      weights: node.input.flatMap((name) => {
        const shape = weights.get(name);
        return shape && shape.length > 0 && isWeight(node, name)
          ? [[name, shape.reduce((a, b) => a * b, 1)] as const]
          : [];
      }),
      ...(output && { extent: output }),
    });
  }
  return operations;
}

/** Whether a constant is multiplied with features or added to them: not the sizes of a resize, the axes of a mean. */
function isWeight({ op, input }: GraphNode, name: string): boolean {
  return convolution.test(op) || pixelwise.has(op) || (op === 'Conv2DBackpropInput' && input[1] === name);
}

function sightOf(
  { op }: GraphNode,
  attributes: Attributes,
  kernel: readonly number[] | undefined,
  input: Extent | undefined,
  output: Extent | undefined,
): Sight | undefined {
  if (op === 'Shape') return 'nothing';
  const isSame = input && output && input.height === output.height && input.width === output.width;
  if (pixelwise.has(op)) {
    if (!input || !output) return input || output ? undefined : around(0);
    return isSame ? around(0) : input.height === 1 && input.width === 1 ? 'image' : undefined;
  }
  if (/^(ConcatV2|StridedSlice|Slice|Split|SplitV|GatherV2)$/.test(op)) return isSame ? around(0) : undefined;
  if (/^(Mean|Max|Sum|Min)$/.test(op)) return isSame ? around(0) : 'image';
  if (op === 'DepthToSpace') return around(0, Number(attributes.block_size?.i ?? 1));
  if (op === 'SpaceToDepth') {
    const block = Number(attributes.block_size?.i ?? 1);
    return bothAxes({ stride: block, scale: 1, from: 0, to: block - 1 });
  }
  if (op === 'Pad' || op === 'PadV2' || op === 'MirrorPad') {
    return (
      input &&
      output && {
        rows: windowAxis(1, 1, 1, Math.floor((output.height - input.height) / 2)),
        columns: windowAxis(1, 1, 1, Math.floor((output.width - input.width) / 2)),
      }
    );
  }
  if (op === 'ResizeBilinear' || op === 'ResizeNearestNeighbor') {
    return resized(op, attributes, input, output);
  }
  const size = convolution.test(op) ? kernel : pairOf(attributes, 'ksize');
  return convolution.test(op) || /^(MaxPool|AvgPool)$/.test(op)
    ? windowOf(attributes, size, input, output)
    : undefined;
}

function windowOf(
  attributes: Attributes,
  size: readonly number[] | undefined,
  input: Extent | undefined,
  output: Extent | undefined,
): Sight | undefined {
  const padding = textOf(attributes.padding?.s);
  const isKnown = padding === 'SAME' || padding === 'VALID';
  if (!size || size.length < 2 || !input || !output || !isKnown) return undefined;
  const strides = pairOf(attributes, 'strides') ?? [1, 1];
  const dilations = pairOf(attributes, 'dilations') ?? [1, 1];
  const axis = (i: number, from: number, to: number): AxisSight => {
    const length = (size[i] - 1) * dilations[i] + 1;
    const padded = padding === 'SAME' ? Math.max(0, (to - 1) * strides[i] + length - from) : 0;
    return windowAxis(size[i], strides[i], dilations[i], Math.floor(padded / 2));
  };
  return { rows: axis(0, input.height, output.height), columns: axis(1, input.width, output.width) };
}

/** An enlargement by a whole number, with half-pixel or the old asymmetric places. */
function resized(
  op: string,
  attributes: Attributes,
  input: Extent | undefined,
  output: Extent | undefined,
): Sight | undefined {
  if (!input || !output || attributes.align_corners?.b) return undefined;
  const scales = [output.height / input.height, output.width / input.width];
  if (scales.some((scale) => !Number.isInteger(scale))) return undefined;
  const [rows, columns] = scales.map((scale): AxisSight => {
    if (op === 'ResizeNearestNeighbor') return { stride: 1, scale, from: 0, to: 0 };
    return attributes.half_pixel_centers?.b
      ? interpolated(1, scale)
      : { stride: 1, scale, from: 0, to: scale };
  });
  return { rows, columns };
}

/** The numbers for rows and columns of a list N, H, W, C. */
function pairOf(attributes: Attributes, name: string): number[] | undefined {
  const { i } = attributes[name]?.list ?? {};
  return i?.length === 4 ? [Number(i[1]), Number(i[2])] : undefined;
}

/** A word, which TensorFlow's JSON has in base64 and tfjs's converter sometimes plainly. */
function textOf(word: unknown): string | undefined {
  if (typeof word !== 'string') return undefined;
  return /^(SAME|VALID|EXPLICIT)$/.test(word) ? word : Buffer.from(word, 'base64').toString('latin1');
}
