import { compiledModel } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { clipOf, sideBySide } from '@ddr-lab/images/clip';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { ClipPair } from './data/clips';

/** A network's output for each clip, H x W x 3 in one array each, not clipped to [0, 1]. All clips have one size. */
function restoredClips(model: LayersModel, pairs: readonly ClipPair[]): Float32Array[] {
  const compiled = compiledModel(model, model.outputs);
  return pairs.map(({ lr }) => {
    const dims = [1, lr.height, lr.width, 3 * lr.frames.length];
    const data = sideBySide(lr);
    if (compiled) return compiled.run({ data, dims })[0].data;
    return tf.tidy(() => (model.predict(tf.tensor(data, dims)) as tf.Tensor).dataSync<'float32'>().slice());
  });
}

/** Mean PSNR in dB of a network's outputs (RGB, no border cropped, clipped) against the HR centre frames. */
export function clipPsnr(model: LayersModel, pairs: readonly ClipPair[]): number {
  const values = restoredClips(model, pairs).map((data, i) => {
    const { hr } = pairs[i];
    const sum = data.reduce(
      (squares, value, k) => squares + (Math.min(1, Math.max(0, value)) - hr.data[k]) ** 2,
      0,
    );
    return -10 * Math.log10(sum / data.length);
  });
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** The same pairs with the centre frame in the place of every frame: what a network makes of one frame alone. */
export function centreAlone(pairs: readonly ClipPair[]): ClipPair[] {
  return pairs.map(({ lr, hr }) => {
    const centre = lr.frames[Math.floor(lr.frames.length / 2)];
    return { lr: clipOf(lr.frames.map(() => centre)), hr };
  });
}
