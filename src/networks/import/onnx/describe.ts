import { chooseLayers, type Extent } from '../choose-layers';
import type { Size } from '../find-size';
import type { ImageInput, Layout } from './image-input';
import { labelsOf, operationsOf } from './layers';
import type { CheckedModel } from './read-onnx';
import type { Shapes } from './trial';

/** The layers of a model that are worth naming. */
export interface Described {
  /** As of a `GraphNetwork`. */
  readonly layers: readonly string[];
  readonly blocks: readonly string[];
  /** Everything that can be tapped: by layers' names and by tensors' own. */
  readonly tensors: ReadonlyMap<string, string>;
  /** Where each tensor has its channels. */
  readonly places: ReadonlyMap<string, Layout['place']>;
}

/** Which layers are worth naming, and where each tensor has its channels, by the shapes for an image of some size. */
export function described(
  model: CheckedModel,
  shapes: Shapes,
  { batch = 1 }: ImageInput,
  size: Size,
  output: string,
  { place: usual }: Layout,
): Described {
  const places = new Map<string, Layout['place']>();
  const ofImages = new Map<string, string>();
  const labels = labelsOf(model.graph.node);
  for (const [tensor, shape] of shapes) {
    if (shape.length < 2 || shape[0] !== batch) continue;
    ofImages.set(tensor, tensor).set(labels.get(tensor)!, tensor);
    places.set(tensor, placeOf(shape, size, usual));
  }
  const extentOf = (tensor: string): Extent => {
    const shape = shapes.get(tensor);
    if (!ofImages.has(tensor) || shape?.length !== 4) return undefined;
    const [height, width] = places.get(tensor) === 'first' ? shape.slice(2) : shape.slice(1);
    return { height, width };
  };
  const { layers, blocks } = chooseLayers(operationsOf(model), extentOf, size, output);
  const named = (list: readonly string[]): string[] => list.map((tensor) => labels.get(tensor)!);
  return { layers: named(layers), blocks: named(blocks), tensors: ofImages, places };
}

/** Where a tensor has its channels: rows and columns go with those of the image. */
export function placeOf(
  shape: readonly number[],
  { height, width }: Size,
  usual: Layout['place'],
): Layout['place'] {
  const alike = (rows: number, columns: number): boolean => rows * width === columns * height;
  const [, a, b, c] = shape;
  const [first, last] = [alike(b, c), alike(a, b)];
  return first === last ? usual : first ? 'first' : 'last';
}
