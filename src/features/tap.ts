import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { type GraphNetwork, isGraphNetwork, type LayersNetwork, type Tappable } from '../networks/tappable';
import { modelPass, type Pass } from '../networks/model-pass';
import type { OnProgress } from '@ddr-lab/base/progress';
import { seenBy, type FeatureView } from './view';
import { currentSignal } from '@ddr-lab/base/signal';

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
 * @throws InputError when a layer or a view does not exist (naming those that do), no image is given, or sizes differ.
 */
export async function tap<Layer extends string>(
  network: Tappable,
  layers: readonly Layer[],
  images: readonly Image[],
  options: TapOptions = {},
): Promise<Record<Layer, Matrix<Float32Array>>> {
  const { batch = 10, view = 'flattened', onProgress, signal = currentSignal() } = options;
  // A layer may be named twice, but tfjs gives it only once.
  const names = [...new Set(layers)];
  if (names.length === 0) throw new InputError(`Name at least one layer: ${network.layers.join(', ')}.`);
  const pass = passOf(network, names);
  let results: readonly Result[] | undefined;
  for (let start = 0; start < images.length || start === 0; start += batch) {
    signal?.throwIfAborted();
    const part = images.slice(start, start + batch);
    checkSize(part, images[0]);
    const rows = results?.map((result) => rowsOf(result, start, part.length));
    // Flattened features are written where they belong; others are small, and made of the whole output.
    const outputs = await pass(samplesOf(part), view === 'flattened' ? rows : undefined);
    const seen = outputs.map((output) => seenBy(view, output));
    if (view !== 'flattened') rows?.forEach(({ data }, i) => data.set(seen[i].data));
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

/** Images of one size, one after the other. */
function samplesOf(images: readonly Image[]): Numbers {
  if (images.length === 0) throw new InputError('No images were given.');
  const { height, width } = images[0];
  const data = new Float32Array(images.length * height * width * 3);
  images.forEach((image, i) => data.set(image.data, i * height * width * 3));
  return { data, dims: [images.length, height, width, 3] };
}

function checkSize(part: readonly Image[], first: Image): void {
  const other = part.find(({ height, width }) => height !== first.height || width !== first.width);
  if (!other) return;
  throw new InputError(
    `Images must have one size to be compared: one is ${other.height} x ${other.width}, the first ${first.height} x ${first.width}. Crop them.`,
  );
}
