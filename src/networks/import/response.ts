import * as tf from '@tensorflow/tfjs-core';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import type { Image } from '../../images/image';
import { resize } from '../../images/resize';
import { drawScene } from '../../images/scenes/scene';
import { isGraphNetwork, type Runnable } from '../tappable';

/** How a network's output goes with its input's plain upscaling: output = slope x upscaled + offset, about. */
export interface Response {
  /** 1 for a network that does what it should; near 0 or 2 where a global residual is wrongly left out or added. */
  readonly slope: number;
  /** 0, in [0, 1]. */
  readonly offset: number;
  /** Of all samples, -1 to 1. */
  readonly correlation: number;
  /** Of red less blue: below 0 where the channels' order is turned round. */
  readonly colours: number;
  /** What the network enlarges by. */
  readonly scale: number;
}

/**
 * Shows the network one image, a drawn scene of 32 x 32 or of the one size that it takes, and compares what it puts out with the image's bicubic
 * upscaling: how a wrong input range, channel order or global residual is noticed. Undefined for a network that puts
 * out no RGB image of a whole multiple of the input's size.
 */
export async function responseOf(network: Runnable): Promise<Response | undefined> {
  const lr = sceneFor(network);
  return responseIn(await outputFor(network, lr), lr);
}

/** How an output goes with the image that was its input; undefined where it is no RGB image of a whole multiple of its size. */
export function responseIn({ data: samples, dims }: Numbers, lr: Image): Response | undefined {
  const scale = dims.length === 4 ? dims[1] / lr.height : NaN;
  if (dims[3] !== 3 || !Number.isInteger(scale) || scale < 1) return undefined;
  const upscaled = scale === 1 ? lr : resize(lr, { scale });
  const whole = fit(upscaled.data, samples);
  const red = (data: Float32Array): Float32Array =>
    Float32Array.from({ length: data.length / 3 }, (_, i) => data[3 * i] - data[3 * i + 2]);
  return { ...whole, colours: fit(red(upscaled.data), red(samples)).correlation, scale };
}

/** The image that a network is shown. */
export function sceneFor(network: Runnable): Image {
  const size = isGraphNetwork(network) ? network.size : undefined;
  if (size) return drawScene({ seed: 5, ...size });
  return resize(drawScene({ seed: 5, height: 128, width: 128 }), { scale: 1 / 4 });
}

/** What the network puts out for one image. */
async function outputFor(network: Runnable, { height, width, data }: Image): Promise<Numbers> {
  if (isGraphNetwork(network)) return network.predict({ data, dims: [1, height, width, 3] });
  const input = tf.tensor(data, [1, height, width, 3]);
  const output = network.model.predict(input) as tf.Tensor;
  try {
    return { data: await output.data<'float32'>(), dims: output.shape };
  } finally {
    tf.dispose([input, output]);
  }
}

/** Least squares of y on x. */
function fit(x: Float32Array, y: Float32Array): Pick<Response, 'slope' | 'offset' | 'correlation'> {
  const mean = (values: Float32Array): number =>
    values.reduce((sum, value) => sum + value, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    xx += (x[i] - mx) ** 2;
    xy += (x[i] - mx) * (y[i] - my);
    yy += (y[i] - my) ** 2;
  }
  const slope = xy / xx;
  return { slope, offset: my - slope * mx, correlation: yy > 0 ? xy / Math.sqrt(xx * yy) : 0 };
}

/** What is wrong with a network's response, in words for whoever loaded it; undefined where nothing seems to be. */
export function responseWarning({ slope, offset, correlation, colours }: Response): string | undefined {
  if (![slope, offset].every(Number.isFinite)) return 'its output has numbers that are infinite or none';
  if (colours < 0 && correlation > 0) {
    return 'its output has red and blue exchanged: it may want its channels as BGR';
  }
  const numbers = `output = ${slope.toFixed(2)} x upscaled input ${offset < 0 ? '-' : '+'} ${Math.abs(offset).toFixed(2)}, correlation ${correlation.toFixed(2)}`;
  if (correlation < 0.8)
    return `its output does not look like its input (${numbers}): another input range, or no network for images`;
  if (slope < 0.7 || slope > 1.3 || Math.abs(offset) > 0.2) {
    return `its output has another range than its input (${numbers}): input in [0, 255] or [-1, 1], or a global residual wrongly added or left out`;
  }
  return undefined;
}
