import { chosenOutput } from '../choose-layers';
import { Deadline } from '../deadline';
import {
  askedSize,
  type Attempt,
  type Failed,
  findSize,
  type FoundSize,
  type GraphOptions,
  likelySizes,
  type Size,
  sizeInFile,
} from '../find-size';
import { type CheckedModel, described, type Described } from './read-onnx';
import { withFreeSize, writtenSizes } from './sizes';
import type { SeenOperation } from '../receptive-field';
import { onnxOperations } from './sights';
import { type ImageInput, imageSize, type Layout, outputsOf } from './inputs';

import { Trial, type Shapes } from './trial';

/** What is known of a model once it has run. */
export interface Probed extends Described {
  /** The model to be used, which may be freed of a fixed size. */
  readonly model: CheckedModel;
  readonly layout: Layout;
  /** The only size that it takes. */
  readonly size?: Size;
  /** Heights and widths are multiples of this. */
  readonly multiple: number;
  readonly output: string;
  /** What each operation sees of the image. */
  readonly operations: readonly SeenOperation[];
}

/** The size, and the model where it is another than that of the file. */
type Found = FoundSize<Shapes> & { readonly model?: CheckedModel };

/**
 * Runs the model on small images, in a process of its own, to see which it takes and the shape of every tensor in it. A model
 * whose file has it take images of one size is freed of that where it can be.
 */
export async function probe(
  model: CheckedModel,
  input: ImageInput,
  options: GraphOptions,
  refuse: (why: string) => never,
): Promise<Probed> {
  const outputs = outputsOf(model, options.output, refuse);
  const deadline = new Deadline();
  const inFile = sizeInFile(input.height, input.width, refuse);
  let failure: string | undefined;
  for (const layout of layoutsOf(input, options)) {
    const found: Found | Failed = inFile
      ? await freed(model, input, layout, inFile, deadline, outputs)
      : await trying(model, input, layout, deadline, (trial) =>
          findSize((size) => attempt(trial, outputs, layout, size), {
            asked: askedSize(options),
            suggested: [...likelySizes(options), ...writtenSizes(model)],
          }),
        );
    if ('error' in found) {
      failure ??= found.error;
      if (found.final) return refuse(found.error);
      continue;
    }
    const { at, result: shapes, size, multiple } = found;
    const { model: own = model } = found;
    const output = chosenOutput(outputs, (name) => imageSize(shapes.get(name), at, layout), at, refuse);
    const layers = described(own, shapes, input, at, output, layout);
    const image = { name: input.name, extent: at };
    return {
      model: own,
      layout,
      size,
      multiple,
      output,
      operations: onnxOperations(own, shapes, layers.places, image, layout),
      ...layers,
    };
  }
  return refuse(failure ?? 'its input’s layout is not known');
}

/** Does something with a trial, and frees it. */
async function trying<T>(
  model: CheckedModel,
  input: ImageInput,
  layout: Layout,
  deadline: Deadline,
  work: (trial: Trial) => Promise<T>,
): Promise<T> {
  const trial = new Trial(model, input, layout, deadline);
  try {
    return await work(trial);
  } finally {
    trial.dispose();
  }
}

/** A run at one size, with the size of the output, of several that which is an image. */
async function attempt(
  trial: Trial,
  outputs: readonly string[],
  layout: Layout,
  size: Size,
): Promise<Attempt<Shapes>> {
  const found = await trial.shapesAt(size);
  if ('error' in found) return found;
  const { shapes } = found;
  const images = outputs.map((name) => imageSize(shapes.get(name), size, layout));
  return { result: shapes, output: images.find((one) => one !== undefined) };
}

/** A model whose file has one size, freed of it where everything in it then follows the image's size. */
async function freed(
  model: CheckedModel,
  input: ImageInput,
  layout: Layout,
  size: Size,
  deadline: Deadline,
  outputs: readonly string[],
): Promise<Found | Failed> {
  const found = await trying(model, input, layout, deadline, (trial) => trial.shapesAt(size));
  if ('error' in found) return found;
  const free = withFreeSize(model, input);
  const there = await trying(free, input, layout, deadline, (trial) =>
    findSize((one) => attempt(trial, outputs, layout, one), { any: true }),
  );
  if (!('error' in there) && !there.size && followSize(found.shapes, size, there.result, there.at)) {
    return { ...there, model: free };
  }
  return { model, size, multiple: 1, at: size, result: found.shapes };
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

/** The layouts to try, the likelier first; channels of colours before luma alone. */
function layoutsOf({ layout }: ImageInput, { layout: asked }: GraphOptions): Layout[] {
  const place = asked && (asked === 'nchw' ? 'first' : 'last');
  if (layout && (!place || layout.place === place)) return [layout];
  const places: Layout['place'][] = place ? [place] : ['first', 'last'];
  return places.flatMap((one): Layout[] => [
    { channels: 3, place: one },
    { channels: 1, place: one },
  ]);
}
