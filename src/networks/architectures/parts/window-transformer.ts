import { Gelu } from '@ddr-lab/engine/layers/gelu';
import { OneFrame } from '@ddr-lab/engine/layers/frames';
import { WindowAttention } from '@ddr-lab/engine/layers/window-attention/layer';
import { layers, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, leaky } from './convolve';

/** What the blocks of a window transformer have in common. */
export interface WindowTransformerOptions {
  /** Blocks of a group; every second one has its windows moved by half a window. */
  readonly depth: number;
  readonly heads: number;
  /** Side of a window in pixels. */
  readonly window: number;
  /** How many times as many channels the layer between has that widens and narrows again. */
  readonly ratio: number;
  /** Frames of a clip, which share their windows; 1 for images. */
  readonly frames: number;
  /** Convolutions behind the blocks, 1 (default) or 3. */
  readonly convolutions?: 1 | 3;
}

/** Layer normalisation over the channels of each pixel, epsilon 1e-5. */
export function normalised(name: string, x: SymbolicTensor): SymbolicTensor {
  const settings = { name, epsilon: 1e-5 };
  return layers.layerNormalization(settings).apply(x) as SymbolicTensor;
}

/** A dense layer on each pixel's channels; its kernel is zero until `initialise` draws it. */
function dense(name: string, units: number, x: SymbolicTensor): SymbolicTensor {
  return layers.dense({ name, units, kernelInitializer: 'zeros' }).apply(x) as SymbolicTensor;
}

const sum = (name: string, a: SymbolicTensor, b: SymbolicTensor): SymbolicTensor =>
  layers.add({ name }).apply([a, b]) as SymbolicTensor;

/**
 * What stands in front of a sum with what came in, N x H x W x C to the same: one convolution, or three of which those inside have a quarter of the channels, the middle one is 1 x 1, and
 * LeakyReLUs of slope 0.2 are between (SwinIR's large networks, `3conv`; `NAME1`, `NAME2`, `NAME3`).
 */
export function connection(name: string, x: SymbolicTensor, convolutions: 1 | 3 = 1): SymbolicTensor {
  const channels = x.shape[3]!;
  if (convolutions === 1) return convolve(name, x, channels);
  const few = Math.max(1, Math.floor(channels / 4));
  const first = leaky(`${name}1.leaky`, convolve(`${name}1`, x, few), 0.2);
  const second = leaky(`${name}2.leaky`, convolve(`${name}2`, first, few, { size: 1 }), 0.2);
  return convolve(`${name}3`, second, channels);
}

/**
 * A group of transformer blocks with one convolution or three behind them and its input added (RSTB of SwinIR, Liang et al. 2021; over the frames of clips: Shi et al. 2022), (N T) x H x W x C to the same. A
 * block: layer normalisation, attention in windows, + what came in; layer normalisation, two layers with GELU between, + what came in.
 *
 * @param name of the group, and of what it puts out; its layers begin with it and a dot.
 * @param only the frame that alone is wanted of the result: what is behind the last attention is then computed of this one, with the same numbers, N x H x W x C.
 */
export function transformerGroup(
  name: string,
  x: SymbolicTensor,
  options: WindowTransformerOptions & { only?: number },
): SymbolicTensor {
  const { depth, heads, window, ratio, frames, convolutions, only } = options;
  const channels = x.shape[3]!;
  const isOne = only !== undefined && frames > 1;
  const chosen = (part: string, y: SymbolicTensor): SymbolicTensor =>
    isOne ? (new OneFrame({ name: `${name}.${part}`, frames, frame: only }).apply(y) as SymbolicTensor) : y;
  let y = x;
  for (let k = 0; k < depth; k++) {
    const block = `${name}.block${k + 1}`;
    const isLast = k === depth - 1;
    const qkv = dense(`${block}.qkv`, 3 * channels, normalised(`${block}.norm1`, y));
    const shift = k % 2 === 0 ? 0 : Math.floor(window / 2);
    const settings = { name: `${block}.attention`, heads, window, shift, frames };
    let seen = new WindowAttention(settings).apply(qkv) as SymbolicTensor;
    if (isLast) [seen, y] = [chosen('seen', seen), chosen('kept', y)];
    y = sum(`${block}.sum1`, y, dense(`${block}.projection`, channels, seen));
    const wide = dense(`${block}.wide`, Math.round(ratio * channels), normalised(`${block}.norm2`, y));
    const bent = new Gelu({ name: `${block}.gelu` }).apply(wide) as SymbolicTensor;
    y = sum(`${block}.sum2`, y, dense(`${block}.narrow`, channels, bent));
  }
  return sum(name, connection(`${name}.conv`, y, convolutions), chosen('input', x));
}

/** The gain of initial kernels of a group, by the weight's name: dense layers as PyTorch draws them (their deviation), position biases small. */
export const transformerGain = (weight: string): number =>
  /\.(qkv|projection|wide|narrow)\/kernel$/.test(weight) ? 0.4 : /\.attention\/bias$/.test(weight) ? 0.5 : 1;
