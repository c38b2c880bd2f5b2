import * as tf from '@tensorflow/tfjs-core';
import { model as buildModel } from '@tensorflow/tfjs-layers';
import { createMatrix, type Matrix } from '../arrays/matrix';
import { InputError } from '../errors';
import type { Image } from '../images/image';
import { stackImages } from '../images/stack';
import type { Network } from '../networks/network';
import type { OnProgress } from '../progress';

/** What `tap` takes besides network, layers and images. */
export interface TapOptions {
  /** Images that pass through the network at once; default 10. More is not faster on a CPU. */
  readonly batch?: number;
  readonly onProgress?: OnProgress;
  /** Stops between two batches; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/**
 * Runs images through a network and keeps what the named layers put out: for each layer one matrix, an image
 * a row, its features flattened (H x W x C, channels fastest) as columns. Besides the result, only one
 * batch is held in memory; no layer behind the last one tapped is computed.
 *
 * @throws InputError when a layer does not exist (naming those that do), no image is given, or sizes differ.
 */
export async function tap<Layer extends string>(
  network: Pick<Network, 'model' | 'layers'>,
  layers: readonly Layer[],
  images: readonly Image[],
  options: TapOptions = {},
): Promise<Record<Layer, Matrix<Float32Array>>> {
  const { batch = 10, onProgress, signal } = options;
  const tapped = tapModel(network, layers);
  const results = new Map<Layer, Matrix<Float32Array>>();
  for (let start = 0; start < images.length || start === 0; start += batch) {
    signal?.throwIfAborted();
    const part = images.slice(start, start + batch);
    checkSize(part, images[0]);
    const outputs = tf.tidy(() => {
      const output = tapped.predict(stackImages(part));
      return Array.isArray(output) ? output : [output];
    });
    for (const [index, layer] of layers.entries()) {
      const columns = outputs[index].size / part.length;
      let matrix = results.get(layer);
      if (!matrix) {
        matrix = createMatrix(images.length, columns, new Float32Array(images.length * columns));
        results.set(layer, matrix);
      }
      matrix.data.set(await outputs[index].data<'float32'>(), start * columns);
      outputs[index].dispose();
    }
    onProgress?.({ done: Math.min(start + batch, images.length), total: images.length });
    // A batch holds the thread for a while: let messages through, an interrupt among them.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return Object.fromEntries(results) as Record<Layer, Matrix<Float32Array>>;
}

/** The part of the network up to the tapped layers. It shares the network's weights and owns none. */
function tapModel(
  network: Pick<Network, 'model' | 'layers'>,
  layers: readonly string[],
): ReturnType<typeof buildModel> {
  if (layers.length === 0) throw new InputError(`Name at least one layer: ${network.layers.join(', ')}.`);
  const known = new Set(network.model.layers.map(({ name }) => name));
  const unknown = layers.filter((layer) => !known.has(layer));
  if (unknown.length > 0) {
    throw new InputError(
      `The network has no layer ${unknown.join(', ')}. Its layers are ${network.layers.join(', ')}.`,
    );
  }
  const outputs = layers.map((layer) => network.model.getLayer(layer).output);
  return buildModel({ inputs: network.model.inputs, outputs: outputs.flat() });
}

function checkSize(part: readonly Image[], first: Image): void {
  const other = part.find(({ height, width }) => height !== first.height || width !== first.width);
  if (!other) return;
  throw new InputError(
    `Images must have one size to be compared: one is ${other.height} x ${other.width}, the first ${first.height} x ${first.width}. Crop them.`,
  );
}
