import { inputText as textOf, severalInputs, type NetworkInput } from '../several-inputs';
import type { CheckedModel } from './read-onnx';
import { plain, type OnnxValue } from '@ddr-lab/engine/onnxruntime/onnx-model';

/** Types of samples that a network may take, by onnx.proto's numbers. */
const sampleTypes: Readonly<Record<number, SampleType>> = {
  1: 'float32',
  2: 'uint8',
  10: 'float16',
  11: 'float64',
};
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
export function openInputs({ graph }: CheckedModel): OnnxValue[] {
  const constants = new Set(graph.initializer.map(({ name }) => name));
  return graph.input.filter(({ name }) => !constants.has(name));
}

/** An input as one reads it: `sigma (1 x 1 x h x w)`. */
export function inputText(input: OnnxValue): string {
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
