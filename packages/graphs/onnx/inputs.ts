import { toHalf } from '@ddr-lab/base/arrays/half';
import { type OnnxNode, type OnnxValue, plain } from '@ddr-lab/engine/onnxruntime/onnx-model';
import type { Size } from '../find-size';
import { inputText as textOf, type NetworkInput, severalInputs } from '../choose-layers';
import { axisAttribute, constant, operation, sizesOf } from './model';
import { type CheckedModel, placeOf } from './read-onnx';
import { labelsOf, tappable } from './trial';

/** What a model may be asked for as its output: what is named, or all that its file says. */
export function outputsOf(
  model: CheckedModel,
  asked: string | undefined,
  refuse: (why: string) => never,
): string[] {
  const known = new Set(tappable(model));
  const all = model.graph.output.map(({ name = '' }) => name);
  if (asked !== undefined) {
    const labels = [...labelsOf(model.graph.node)].filter(([, label]) => label === asked);
    const found = known.has(asked) ? asked : labels[0]?.[0];
    return found && known.has(found)
      ? [found]
      : refuse(`it has no output ${asked}; those in its file are ${all.join(', ')}`);
  }
  if (all.length === 0) return refuse('it has no output');
  const computed = all.filter((name) => known.has(name));
  return computed.length ? computed : refuse(`its output ${all[0]} is the result of no operation`);
}

/** Rows and columns of a result that is an image in colours or of luma, as enlarged as its input is; undefined for others. */
export function imageSize(
  shape: readonly number[] | undefined,
  size: Size,
  { channels, place: usual }: Layout,
): Size | undefined {
  if (shape?.length !== 4) return undefined;
  const place = placeOf(shape, size, usual);
  const [own, height, width] =
    place === 'first' ? [shape[1], shape[2], shape[3]] : [shape[3], shape[1], shape[2]];
  return own === 3 || own === channels ? { height, width } : undefined;
}

/** Types of samples that a network may take, by onnx.proto's numbers. */
const sampleTypes: Readonly<Record<number, SampleType>> = {
  1: 'float32',
  2: 'uint8',
  10: 'float16',
  11: 'float64',
};
/** A type of samples that a network may take. */
export type SampleType = 'float32' | 'uint8' | 'float16' | 'float64';

/** Where a network wants its images, as its file says; undefined is what the file leaves open. */
export interface ImageInput {
  readonly name: string;
  readonly type: SampleType;
  /** How many images at once; undefined: any number. */
  readonly batch?: number;
  /** Whether channels come before rows, and how many there are. */
  readonly layout?: Layout;
  /** The only size of images that it takes. */
  readonly height?: number;
  readonly width?: number;
}

/** `first`: N x C x H x W; `last`: N x H x W x C. */
export interface Layout {
  readonly channels: 1 | 3;
  readonly place: 'first' | 'last';
}

/** What a model wants to be given: its inputs but for those that have a value in the file. */
function openInputs({ graph }: CheckedModel): OnnxValue[] {
  const constants = new Set(graph.initializer.map(({ name }) => name));
  return graph.input.filter(({ name }) => !constants.has(name));
}

/** An input as one reads it: `sigma (1 x 1 x h x w)`. */
function inputText(input: OnnxValue): string {
  return textOf(described(input));
}

function described({ name = '', type }: OnnxValue): NetworkInput {
  const dims = type?.tensorType?.shape?.dim;
  const sizes = dims?.map(({ dimValue, dimParam }) => plain(dimValue) || dimParam || 'any');
  return { name, sizes, channelAxes: [1, 3] };
}

/** More images at once are no use here, and take memory. */
const mostImages = 16;

/** The one input of a network from images, as the file describes it. */
export function imageInput(model: CheckedModel, refuse: (why: string) => never): ImageInput {
  const inputs = openInputs(model);
  if (inputs.length !== 1) return refuse(severalInputs(inputs.map(described)));
  const [input] = inputs;
  const { name = '', type } = input;
  const { elemType = 0, shape } = type?.tensorType ?? {};
  if (!Object.hasOwn(sampleTypes, elemType)) {
    return refuse(`its input ${name} is of type number ${elemType}, not of floating-point numbers or bytes`);
  }
  const dims = shape?.dim.map(({ dimValue }) => plain(dimValue) || undefined);
  if (dims && dims.length !== 4) {
    return refuse(
      `its input ${inputText(input)} has ${dims.length} dimensions, where batches of images have 4`,
    );
  }
  const [batch, ...rest] = dims ?? [];
  if (batch !== undefined && batch > mostImages) {
    return refuse(
      `its input ${inputText(input)} takes ${batch} images at once; save it for one, or for any number`,
    );
  }
  const layout = layoutOf(rest);
  const channels = layout ? undefined : (otherChannels(rest) ?? convolved(model, name));
  if (channels !== undefined) {
    return refuse(
      `its input ${inputText(input)} takes ${channels} channels; the networks here are those of images in three colours, or of luma alone`,
    );
  }
  const [height, width] = layout?.place === 'last' ? rest : rest.slice(1);
  return { name, type: sampleTypes[elemType], batch, layout, ...(layout && { height, width }) };
}

const isColours = (size: number | undefined): size is 1 | 3 => size === 1 || size === 3;

/** The layout, where three sizes of which some are known leave no other. */
function layoutOf([a, , c]: readonly (number | undefined)[]): Layout | undefined {
  if (isColours(a) && !isColours(c)) return { channels: a, place: 'first' };
  if (isColours(c) && !isColours(a)) return { channels: c, place: 'last' };
  return undefined;
}

/** More channels than this are taken for rows of an image. */
const mostChannels = 12;

/** The channels, where the sizes leave no doubt that they are not those of colours or luma. */
function otherChannels([a, b, c]: readonly (number | undefined)[]): number | undefined {
  if (a !== undefined && !isColours(a) && a <= mostChannels && (c === undefined || c > mostChannels))
    return a;
  if (c !== undefined && !isColours(c) && c <= mostChannels && (a === undefined || a > mostChannels))
    return c;
  // All are known, and none is that of an image.
  return a !== undefined && b !== undefined && c !== undefined && !isColours(a) && !isColours(c)
    ? Math.min(a, c)
    : undefined;
}

/** The channels that the convolution of the input itself takes, where they are not those of colours or luma. */
function convolved({ graph }: CheckedModel, name: string): number | undefined {
  const first = graph.node.find(({ opType, input }) => opType === 'Conv' && input[0] === name);
  const kernel = graph.initializer.find((tensor) => tensor.name === first?.input[1]);
  if (!first || kernel?.dims.length !== 4) return undefined;
  const groups = plain(first.attribute.find((one) => one.name === 'group')?.i) || 1;
  const channels = plain(kernel.dims[1]) * groups;
  return isColours(channels) ? undefined : channels;
}

/** One number, in the bytes of each type that an input may have, by onnx.proto's numbers. */
const encoded: Readonly<Record<number, (value: number) => ArrayBufferView>> = {
  1: (value) => Float32Array.of(value),
  2: (value) => Uint8Array.of(value),
  6: (value) => Int32Array.of(value),
  7: (value) => BigInt64Array.of(BigInt(Math.round(value))),
  9: (value) => Uint8Array.of(value === 0 ? 0 : 1),
  10: (value) => Uint16Array.of(toHalf(value)),
  11: (value) => Float64Array.of(value),
};

/**
 * The model with some of its inputs filled with a number each, such as the noise that a denoiser is told. Sizes that the
 * file leaves open are those of the image.
 */
export function withGivenInputs(
  model: CheckedModel,
  values: Readonly<Record<string, number>>,
  refuse: (why: string) => never,
): CheckedModel {
  const inputs = openInputs(model);
  const names = Object.keys(values);
  const unknown = names.find((one) => !inputs.some(({ name }) => name === one));
  if (unknown !== undefined) {
    return refuse(
      `it has no input ${unknown} that could be given; its inputs are ${inputs.map(inputText).join(', ')}`,
    );
  }
  if (names.length === 0) return model;
  const image = inputs.find(({ name = '' }) => !names.includes(name));
  if (!image) return refuse('all its inputs are given, and none is left for the image');
  const node = names.flatMap((name) =>
    filled(
      inputs.find((one) => one.name === name)!,
      values[name],
      image,
      refuse,
    ),
  );
  return {
    ...model,
    graph: {
      ...model.graph,
      node: [...node, ...model.graph.node],
      input: model.graph.input.filter(({ name = '' }) => !names.includes(name)),
    },
  };
}

/** Operations that make an input's numbers, of the size that it has in the file or takes from the image. */
function filled(
  input: OnnxValue,
  value: number,
  image: OnnxValue,
  refuse: (why: string) => never,
): OnnxNode[] {
  const { name = '', type } = input;
  const { elemType = 0, shape } = type?.tensorType ?? {};
  const encode = Object.hasOwn(encoded, elemType) ? encoded[elemType] : undefined;
  if (!Number.isFinite(value) || !encode) {
    return refuse(`its input ${inputText(input)} cannot be filled with ${value}`);
  }
  if (!shape) return refuse(`its input ${name} has no size in the file, and cannot be filled`);
  const own = (part: string | number): string => `${name}.given.${part}`;
  const dims = image.type?.tensorType?.shape?.dim ?? [];
  const parts = shape.dim.map(({ dimValue, dimParam }, axis): OnnxNode[] => {
    const known = plain(dimValue);
    if (known > 0) return [constant(own(axis), [known])];
    const alike = dimParam ? dims.findIndex((one) => one.dimParam === dimParam) : -1;
    const from = alike >= 0 ? alike : shape.dim.length === dims.length || dims.length === 0 ? axis : -1;
    if (from < 0) return refuse(`its input ${inputText(input)} leaves its size open, and cannot be filled`);
    return sizesOf(image.name!, [from], own(axis));
  });
  const bytes = encode(value);
  const t = {
    dims: [1],
    dataType: elemType,
    rawData: new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength),
  };
  const sizes: OnnxNode[] =
    parts.length === 0
      ? [constant(own('size'), [])]
      : [
          ...parts.flat(),
          {
            ...operation(
              'Concat',
              parts.map((_, axis) => own(axis)),
              own('size'),
            ),
            attribute: [axisAttribute()],
          },
        ];
  return [
    ...sizes,
    {
      ...operation('ConstantOfShape', [own('size')], name),
      attribute: [{ name: 'value', type: 4, t }],
    },
  ];
}
