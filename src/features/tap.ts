import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { InputError } from '@ddr-lab/base/errors';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { type Clip, sideBySide } from '@ddr-lab/images/clip';
import type { Image } from '@ddr-lab/images/image';
import { checkInput, frameCount } from '../networks/check-input';
import { type GraphNetwork, isGraphNetwork, type LayersNetwork, type Tappable } from '../networks/tappable';
import { modelPass, type Pass } from '@ddr-lab/engine/model-pass';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';

/**
 * What is kept of a layer's output for a patch.
 *
 * - `flattened`: every number, H x W x C, as the paper has it. Two patches are close if they are alike place by place.
 * - `mean`: the mean of each channel over the patch, C numbers. Where in the patch something is no longer counts.
 * - `mean-deviation`: means, then each channel's standard deviation over the patch (divided by H W), 2 C numbers.
 */
export type FeatureView = 'flattened' | 'mean' | 'mean-deviation';

/** All views, the paper's first. */
const featureViews: readonly FeatureView[] = ['flattened', 'mean', 'mean-deviation'];

/**
 * A batch of a layer's output as seen by a view. An output without positions (N x C, such as a classifier's last) is
 * its own mean, and its deviations are 0.
 *
 * @param output N x H x W x C, or N x C.
 * @returns N x H x W x C, N x C or N x 2 C.
 * @throws InputError for a view that does not exist.
 */
export function seenBy(view: FeatureView, output: Numbers): Numbers {
  if (!featureViews.includes(view)) {
    throw new InputError(
      `There is no view "${String(view)}" of features; there are ${featureViews.join(', ')}.`,
    );
  }
  if (view === 'flattened') return output;
  const { data, dims } = output;
  const count = dims[0];
  const channels = dims[dims.length - 1];
  const positions = data.length / (count * channels);
  const numbers = view === 'mean' ? channels : 2 * channels;
  const seen = new Float32Array(count * numbers);
  const mean = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let image = 0; image < count; image++) {
    const from = image * positions * channels;
    mean.fill(0);
    for (let at = 0; at < positions * channels; at++) mean[at % channels] += data[from + at];
    for (let c = 0; c < channels; c++) mean[c] /= positions;
    seen.set(mean, image * numbers);
    if (view === 'mean') continue;
    // Of the differences to the mean, so that a large mean costs a small deviation no digits.
    squares.fill(0);
    for (let at = 0; at < positions * channels; at++) {
      squares[at % channels] += (data[from + at] - mean[at % channels]) ** 2;
    }
    for (let c = 0; c < channels; c++) {
      seen[image * numbers + channels + c] = Math.sqrt(squares[c] / positions);
    }
  }
  return { data: seen, dims: [count, numbers] };
}

/** What `tap` takes besides network, layers and images. */
export interface TapOptions {
  /** Images that pass through the network at once; default 10. More is not faster on a CPU. */
  readonly batch?: number;
  /** What is kept of each patch; default `flattened`, every number, as in the paper. */
  readonly view?: FeatureView;
  readonly onProgress?: OnProgress;
  /** Stops between two batches; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Runs images through a network and keeps what the named layers put out: for each layer one matrix, an image
 * a row, its features flattened (H x W x C, channels fastest) as columns, or what another `view` keeps of them. Besides
 * the result, only one batch is held in memory; no layer behind the last one tapped is computed.
 *
 * A network of clips takes clips in place of images. A layer that works on each frame gives all frames of a clip as one row (T x H x W x C); means and deviations are over all frames.
 *
 * @throws InputError when a layer or a view does not exist (naming those that do), no image is given, or sizes or numbers of frames differ.
 */
export async function tap<Layer extends string>(
  network: Tappable,
  layers: readonly Layer[],
  images: readonly (Image | Clip)[],
  options: TapOptions = {},
): Promise<Record<Layer, Matrix<Float32Array>>> {
  const { batch = 10, view = 'flattened', onProgress, signal = currentSignal() } = options;
  // A layer may be named twice, but tfjs gives it only once.
  const names = [...new Set(layers)];
  if (names.length === 0) throw new InputError(`Name at least one layer: ${network.layers.join(', ')}.`);
  const pass = passOf(network, names);
  if (images.length > 0) checkInput(network, frameCount(images[0]));
  let results: readonly Result[] | undefined;
  for (let start = 0; start < images.length || start === 0; start += batch) {
    signal?.throwIfAborted();
    const part = images.slice(start, start + batch);
    checkSize(part, images[0]);
    const rows = results?.map((result) => rowsOf(result, start, part.length));
    // Flattened features are written where they belong; others are small, and made of the whole output.
    const isWritten = view === 'flattened' && !images.some((image) => 'frames' in image);
    const outputs = await pass(samplesOf(part), isWritten ? rows : undefined);
    const seen = outputs.map((output) => seenBy(view, itemByItem(output, part.length)));
    if (!isWritten) rows?.forEach(({ data }, i) => data.set(seen[i].data));
    results ??= seen.map((output) => begin(output, images.length));
    onProgress?.({ done: Math.min(start + batch, images.length), total: images.length });
    // A batch holds the thread for a while: let messages through, an interrupt among them.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Object.fromEntries(names.map((layer, i) => [layer, results![i].matrix])) as Record<
    Layer,
    Matrix<Float32Array>
  >;
}

/**
 * What computes some layers of a network for a batch N x H x W x 3.
 *
 * @throws InputError when a layer of a tfjs model does not exist; that of a graph says so when it computes.
 */
export function passOf(network: Tappable, layers: readonly string[]): Pass {
  return isGraphNetwork(network)
    ? graphPass(network, layers)
    : modelPass(network.model, tappedTensors(network, layers));
}

/** A layer's matrix and the shape that a row has in tfjs. */
interface Result {
  readonly matrix: Matrix<Float32Array>;
  readonly shape: readonly number[];
}

/** A matrix for all images, begun with the rows of the first few. */
function begin({ data, dims: [count, ...shape] }: Numbers, images: number): Result {
  const columns = data.length / count;
  const matrix = createMatrix(images, columns, new Float32Array(images * columns));
  matrix.data.set(data);
  return { matrix, shape };
}

/** Where the numbers of a batch belong. */
function rowsOf({ matrix: { columns, data }, shape }: Result, start: number, count: number): Numbers {
  return { data: data.subarray(start * columns, (start + count) * columns), dims: [count, ...shape] };
}

/** The tensors that the layers put out. */
function tappedTensors(network: LayersNetwork, layers: readonly string[]): SymbolicTensor[] {
  const known = new Set(network.model.layers.map(({ name }) => name));
  const unknown = layers.filter((layer) => !known.has(layer));
  if (unknown.length > 0) {
    throw new InputError(
      `The network has no layer ${unknown.join(', ')}. Its layers are ${network.layers.join(', ')}.`,
    );
  }
  const used = (layer: string): number => network.model.getLayer(layer).inboundNodes.length;
  const several = layers.find((layer) => used(layer) > 1);
  if (several !== undefined) {
    throw new InputError(
      `The network uses ${several} ${used(several)} times, so it has no one output. Tap what follows it: ${network.layers.join(', ')}.`,
    );
  }
  return layers.flatMap((layer) => network.model.getLayer(layer).output);
}

/** A graph network computes layers by their names. */
function graphPass(network: GraphNetwork, layers: readonly string[]): Pass {
  return async (batch, rows) => {
    const outputs = await network.compute(layers, batch);
    rows?.forEach(({ data }, i) => data.set(outputs[i].data));
    return outputs;
  };
}

/** What a layer puts out for each frame of clips, as one item a clip: N x T x H x W x C. */
function itemByItem({ data, dims }: Numbers, count: number): Numbers {
  return dims[0] === count ? { data, dims } : { data, dims: [count, dims[0] / count, ...dims.slice(1)] };
}

/** Images or clips of one size, one after the other; the frames of a clip side by side. */
function samplesOf(images: readonly (Image | Clip)[]): Numbers {
  if (images.length === 0) throw new InputError('No images were given.');
  const [first] = images;
  const { height, width } = first;
  const planes = 3 * frameCount(first);
  const data = new Float32Array(images.length * height * width * planes);
  images.forEach((image, i) =>
    data.set('frames' in image ? sideBySide(image) : image.data, i * height * width * planes),
  );
  return { data, dims: [images.length, height, width, planes] };
}

/** @throws InputError for images of another size, or clips of another number of frames, than the first. */
export function checkSize(part: readonly (Image | Clip)[], first: Image | Clip): void {
  const other = part.find(({ height, width }) => height !== first.height || width !== first.width);
  if (other) {
    throw new InputError(
      `Images must have one size to be compared: one is ${other.height} x ${other.width}, the first ${first.height} x ${first.width}. Crop them.`,
    );
  }
  const longer = part.find((image) => frameCount(image) !== frameCount(first));
  if (longer) {
    throw new InputError(
      `Clips must have as many frames to be compared: one has ${frameCount(longer)}, the first ${frameCount(first)}.`,
    );
  }
}
