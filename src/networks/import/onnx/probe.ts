import { chooseLayers, type Extent } from '../choose-layers';
import type { OnnxOptions } from './open-onnx';
import type { ImageInput, Layout } from './image-input';
import { withFreeSize } from './free-size';
import { labelsOf, operationsOf } from './layers';
import { partOf, shapeOf } from './part';
import type { CheckedModel } from './read-onnx';
import { tryModel } from './try-model';

/** Sizes to try where a network takes any: not square, so that rows and columns can be told from each other. */
const sizes = [
  { height: 32, width: 48 },
  { height: 64, width: 128 },
];
/** Of images. */
interface Size {
  readonly height: number;
  readonly width: number;
}

/** What is known of a model once it has run. */
export interface Probed {
  /** The model to be used, which may be freed of a fixed size. */
  readonly model: CheckedModel;
  readonly layout: Layout;
  /** The only size that it takes. */
  readonly size?: Size;
  /** As of a `GraphNetwork`. */
  readonly layers: readonly string[];
  readonly blocks: readonly string[];
  readonly output: string;
  /** Everything that can be tapped: by layers' names and by tensors' own. */
  readonly tensors: ReadonlyMap<string, string>;
  /** Where each tensor has its channels. */
  readonly places: ReadonlyMap<string, Layout['place']>;
}

/**
 * Runs the model once, in a process of its own, to see the shape of every tensor in it. A model whose file has it take
 * images of one size is freed of that where it can be.
 */
export async function probe(
  model: CheckedModel,
  input: ImageInput,
  options: OnnxOptions,
  refuse: (why: string) => never,
): Promise<Probed> {
  const output = model.graph.output[0]?.name ?? refuse('it has no output');
  const tensors = tappable(model);
  if (!tensors.includes(output)) refuse(`its output ${output} is the result of no operation`);
  const size = fixedSize(input);
  let failure: string | undefined;
  for (const layout of layoutsOf(input, options)) {
    for (const tried of size ? [size] : sizes) {
      const shapes = await shapesAt(model, input, layout, tried);
      if ('error' in shapes) {
        failure ??= shapes.error;
        // What crashes or fills the memory once does so again.
        if (shapes.ended) return refuse(shapes.error);
        continue;
      }
      if (size) {
        const free = withFreeSize(model, input);
        const there = await shapesAt(free, input, layout, sizes[0]);
        if (!('error' in there) && followSize(shapes.results, size, there.results, sizes[0])) {
          return {
            model: free,
            layout,
            output,
            ...described(free, there.results, input, sizes[0], output, layout),
          };
        }
      }
      return {
        model,
        layout,
        size,
        output,
        ...described(model, shapes.results, input, tried, output, layout),
      };
    }
  }
  return refuse(failure ?? 'its input’s layout is not known');
}

/** The shape of every tensor for an image of one size. */
async function shapesAt(
  model: CheckedModel,
  input: ImageInput,
  { channels, place }: Layout,
  { height, width }: Size,
): Promise<{ results: Shapes } | { error: string; ended?: true }> {
  const tensors = tappable(model);
  const rest = place === 'first' ? [channels, height, width] : [height, width, channels];
  const feed = { name: input.name, type: input.type, dims: [input.batch ?? 1, ...rest] };
  const trial = await tryModel(partOf(model, tensors, 'shapes'), feed, tensors.map(shapeOf));
  if ('error' in trial) return trial;
  return { results: new Map(tensors.map((tensor) => [tensor, trial.results[shapeOf(tensor)]])) };
}

/** Whether all that is an image has at another size grown or shrunk with it, to the pixel. */
function followSize(shapes: Shapes, size: Size, others: Shapes, other: Size): boolean {
  const images = [...shapes].filter(([, shape]) => shape.length === 4);
  return images.every(([tensor, shape]) => {
    const there = others.get(tensor) ?? [];
    const stays = (axis: number): boolean => there[axis] === shape[axis];
    const follows = (axis: number, ratio: number): boolean => Math.abs(there[axis] - shape[axis] * ratio) < 1;
    const image = (first: number): boolean =>
      follows(first, other.height / size.height) && follows(first + 1, other.width / size.width);
    return stays(0) && ((stays(1) && image(2)) || (image(1) && stays(3)));
  });
}

function fixedSize({ height, width }: ImageInput): Size | undefined {
  return height !== undefined && width !== undefined ? { height, width } : undefined;
}

/** Results of operations, of which sequences and optional values have no shape. */
function tappable({ graph }: CheckedModel): string[] {
  const nodes = graph.node.filter(({ opType = '' }) => !/Sequence|Optional|^Constant$/.test(opType));
  return nodes.flatMap(({ output }) => output).filter((name) => name !== '');
}

/** The layouts to try, the likelier first; channels of colours before luma alone. */
function layoutsOf({ layout }: ImageInput, { layout: asked }: OnnxOptions): Layout[] {
  const place = asked && (asked === 'nchw' ? 'first' : 'last');
  if (layout && (!place || layout.place === place)) return [layout];
  const places: Layout['place'][] = place ? [place] : ['first', 'last'];
  return places.flatMap((one): Layout[] => [
    { channels: 3, place: one },
    { channels: 1, place: one },
  ]);
}

type Shapes = ReadonlyMap<string, readonly number[]>;

/** Which layers are worth naming, and where each tensor has its channels. */
function described(
  model: CheckedModel,
  shapes: Shapes,
  { batch = 1 }: ImageInput,
  size: Size,
  output: string,
  { place: usual }: Layout,
): Pick<Probed, 'layers' | 'blocks' | 'tensors' | 'places'> {
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
function placeOf(shape: readonly number[], { height, width }: Size, usual: Layout['place']): Layout['place'] {
  const alike = (rows: number, columns: number): boolean => rows * width === columns * height;
  const [, a, b, c] = shape;
  const [first, last] = [alike(b, c), alike(a, b)];
  return first === last ? usual : first ? 'first' : 'last';
}
