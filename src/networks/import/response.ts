import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import type { Image } from '@ddr-lab/images/image';
import { resize } from '@ddr-lab/images/resize';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import * as tf from '@tensorflow/tfjs-core';
import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { modelPass } from '@ddr-lab/engine/model-pass';
import type { Network } from '../network';
import { isGraphNetwork, type Runnable } from '../tappable';

/** What a network makes of one image, in its features and its output. */
export interface Behaviour {
  /** Undefined for one that puts out no such image. */
  readonly response: Response | undefined;
  /** How far its output, shrunk again, is from the image: root mean square, in [0, 1]; undefined as above. */
  readonly distance: number | undefined;
  /** The last block's name and features; undefined for a network without blocks. */
  readonly block: { readonly name: string; readonly features: Float32Array } | undefined;
  /** How many times as large features are behind the last block as in front of the first (root mean squares); 1 where layer normalisation sets their size between. */
  readonly growth: number;
}

/** Residual blocks of any kind: RB16, RRDB23, IMDB6. */
const blocks = /^[A-Z]+B\d+$/;

/**
 * From the first layer to the last block, features of networks that were trained grow by a small factor (the 16 image networks with
 * blocks that are shipped here and three of others': 0.45 to 3.3); a residual that is added ten times too large multiplies at each block.
 */
const mostGrowth = 100;

/** Shows a network of RGB images a drawn scene. */
export async function behaviourOf({ model, layers }: Network): Promise<Behaviour> {
  const scene = sceneFor({ model });
  const isNormalised = model.layers.some((layer) => layer.getClassName() === 'LayerNormalization');
  const last = layers.filter((name) => blocks.test(name)).pop();
  const watched = last === undefined ? [] : ['Conv1', last].filter((name) => layers.includes(name));
  const tensors = [...watched.map((name) => model.getLayer(name).output as SymbolicTensor), model.outputs[0]];
  const image = { data: scene.data, dims: [1, scene.height, scene.width, 3] };
  const results = await modelPass(model, tensors)(image);
  const output = results[results.length - 1];
  const response = responseIn(output, scene);
  const [first, behind] = watched.length === 2 ? [results[0].data, results[1].data] : [];
  return {
    response,
    distance:
      response &&
      distance(output.data, { scale: response.scale, height: scene.height, width: scene.width }, scene),
    block: last !== undefined && behind ? { name: last, features: behind } : undefined,
    growth: first && behind && !isNormalised ? size(behind) / size(first) : 1,
  };
}

/** What is wrong with how a network behaves, in words; undefined where nothing seems to be. */
export function troubleOf({ response, growth, block }: Behaviour): string | undefined {
  const warning = response && responseWarning(response);
  if (warning !== undefined || growth <= mostGrowth) return warning;
  const many = Number.isFinite(growth) ? `${growth.toPrecision(2)} times as large` : 'infinitely larger';
  return `its features at ${block?.name ?? 'the last block'} are ${many} as behind its first layer: a residual scaling that is too large, or another input range`;
}

/** How much the features behind the last block differ, as a part of their size; undefined where they cannot be compared. */
export function difference(a: Behaviour, b: Behaviour): number | undefined {
  if (!a.block || a.block.features.length !== b.block?.features.length) return undefined;
  const other = b.block.features;
  return size(a.block.features.map((value, i) => value - other[i])) / size(a.block.features);
}

/** Root mean square. */
function size(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum / values.length);
}

function distance(
  output: Float32Array,
  { scale, height, width }: { scale: number; height: number; width: number },
  scene: Image,
): number {
  const large = { height: height * scale, width: width * scale, data: output };
  const shrunk = scale === 1 ? large : resize(large, { height, width });
  return size(shrunk.data.map((value, i) => value - scene.data[i]));
}

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
function responseIn({ data: samples, dims }: Numbers, lr: Image): Response | undefined {
  const scale = dims.length === 4 ? dims[1] / lr.height : NaN;
  if (dims[3] !== 3 || !Number.isInteger(scale) || scale < 1) return undefined;
  const upscaled = scale === 1 ? lr : resize(lr, { scale });
  const whole = fit(upscaled.data, samples);
  const red = (data: Float32Array): Float32Array =>
    Float32Array.from({ length: data.length / 3 }, (_, i) => data[3 * i] - data[3 * i + 2]);
  return { ...whole, colours: fit(red(upscaled.data), red(samples)).correlation, scale };
}

/** The image that a network is shown. */
function sceneFor(network: Runnable): Image {
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
