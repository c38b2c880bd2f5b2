import type { CheckedModel } from './read-onnx';
import { plain } from '../../../backend/onnxruntime/onnx-model';

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

/** The one input of a network from images, as the file describes it. */
export function imageInput({ graph }: CheckedModel, refuse: (why: string) => never): ImageInput {
  const constants = new Set(graph.initializer.map(({ name }) => name));
  const inputs = graph.input.filter(({ name }) => !constants.has(name));
  if (inputs.length !== 1) {
    const names = inputs.slice(0, 6).map(({ name }) => name);
    return refuse(
      `it takes ${inputs.length} inputs (${names.join(', ')}); here only networks of one image are`,
    );
  }
  const { name = '', type } = inputs[0];
  const { elemType = 0, shape } = type?.tensorType ?? {};
  if (!Object.hasOwn(sampleTypes, elemType)) {
    return refuse(`its input ${name} is of type number ${elemType}, not of floating-point numbers or bytes`);
  }
  const dims = shape?.dim.map(({ dimValue }) => plain(dimValue) || undefined);
  if (dims && dims.length !== 4) {
    return refuse(`its input ${name} has ${dims.length} dimensions, where batches of images have 4`);
  }
  const [batch, ...rest] = dims ?? [];
  const layout = layoutOf(rest);
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
