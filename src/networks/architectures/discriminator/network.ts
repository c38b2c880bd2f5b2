import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import { initialise, wholeNumbers } from '../parts/convolve';
import { lookAtDetail } from '../parts/look-at-detail';
import { areWeightsGiven } from '../../given-weights';
import type { NetworkKind } from '../kind';

/** The size of a discriminator. */
export interface DiscriminatorOptions {
  /**
   * What it puts out: `dense` (default), one logit an image, for images of one size; `map`, one logit for each
   * place, for images of any size (PatchGAN, Isola et al. 2017).
   */
  readonly head?: 'dense' | 'map';
  /** Side of the images, a multiple of 2^stages; default 128. The `map` head does not ask for it. */
  readonly size?: number;
  /** Pairs of convolutions, each of which halves the image; default 4. */
  readonly stages?: number;
  /** Channels of the first pair; the next have 2, 4 and 8 times as many, all further ones 8. Default 64. */
  readonly width?: number;
  /** Units of the hidden dense layer; default 1024. The `map` head has none. */
  readonly dense?: number;
  /**
   * `batch` (default): all convolutions but the first are batch-normalised, which hides a batch's own brightness and
   * contrast from the verdict; `none`: none is.
   */
  readonly normalisation?: 'batch' | 'none';
  /**
   * Where given, the kernels of Conv1 begin with a mean of zero and this many times as large: the verdict then looks at blur
   * and noise, not at colours, from its first iteration on. Without it, as published, they are drawn as all others.
   */
  readonly detail?: number;
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/**
 * SRGAN's discriminator (Ledig et al. 2017): pairs of 3 x 3 convolutions with strides 1 and 2, all but the very first
 * without bias and with batch normalisation (momentum 0.9, PyTorch's 0.1; epsilon 1e-5), LeakyReLU 0.2. Then flat
 * (rows, columns, channels), a dense layer with LeakyReLU, and a dense layer to one logit: N x size x size x 3 in
 * [0, 1] to N x 1, positive for a true image. Layers: Conv1, Conv2, ... (after LeakyReLU), Dense1, Output.
 *
 * With `head: 'map'` a 3 x 3 convolution makes the logits, N x H x W x 3 to N x (H / 2^stages) x (W / 2^stages) x 1,
 * sizes rounded up.
 *
 * BasicSR's VGGStyleDiscriminator is alike but for strided convolutions of 4 x 4, five pairs and 100 units. Strided
 * convolutions here have TensorFlow's padding: one row below and one column to the right (of even sizes).
 *
 * Initial kernels: Kaiming's normal distribution, fan in, with the gain of LeakyReLU 0.2; the last one as PyTorch
 * draws that of a linear layer (variance 1 / 3 fan in), so that the first verdicts are undecided.
 *
 * With `normalisation: 'none'` the convolutions have biases instead.
 *
 * @throws InputError for another head or normalisation, sizes that are not positive whole numbers or cannot be halved so often, a
 *   `detail` that is no positive number.
 */
export function discriminator(options: DiscriminatorOptions = {}): LayersModel {
  const { head = 'dense', size = 128, stages = 4, width = 64, dense = 1024, seed = 0 } = options;
  const { normalisation = 'batch', detail } = options;
  if (head !== 'dense' && head !== 'map') {
    throw new InputError(`The discriminator's head is dense or map, not ${String(head)}.`);
  }
  if (normalisation !== 'batch' && normalisation !== 'none') {
    throw new InputError(`The discriminator's normalisation is batch or none, not ${String(normalisation)}.`);
  }
  if (detail !== undefined && !(detail > 0 && Number.isFinite(detail))) {
    throw new InputError(`The discriminator's detail is a positive number, not ${String(detail)}.`);
  }
  wholeNumbers('The discriminator', { size, stages, width, dense });
  const shrink = 2 ** stages;
  if (head === 'dense' && size % shrink !== 0) {
    throw new InputError(
      `The discriminator: size must be a multiple of ${shrink} to be halved ${stages} times, not ${size}.`,
    );
  }
  const side = head === 'dense' ? size : null;
  const image = input({ name: 'Input', shape: [side, side, 3] });
  const normalised = normalisation === 'batch';
  let x = image;
  for (let stage = 0; stage < stages; stage++) {
    const filters = width * Math.min(2 ** stage, 8);
    // The first sees the image itself, and is never normalised.
    x = convolution(2 * stage + 1, x, filters, { strides: 1, normalised: normalised && stage > 0 });
    x = convolution(2 * stage + 2, x, filters, { strides: 2, normalised });
  }
  const logits = head === 'dense' ? verdict(x, dense) : verdicts(x);
  const network = initialise(model({ inputs: image, outputs: logits }), {
    seed,
    gain: (name) => (name.startsWith('Output') ? 1 / Math.sqrt(6) : 1 / Math.sqrt(1 + slope ** 2)),
  });
  if (detail !== undefined && !areWeightsGiven()) lookAtDetail(network, detail);
  return network;
}

/** tfjs's own draw, which takes longer than ours, is never seen. */
const kernelInitializer = 'zeros';

/** Of the LeakyReLUs. */
const slope = 0.2;

/** Convolution number k, normalised or with a bias, then activated. */
function convolution(
  k: number,
  x: SymbolicTensor,
  filters: number,
  { strides, normalised }: { readonly strides: number; readonly normalised: boolean },
): SymbolicTensor {
  const name = `Conv${k}`;
  const conv = layers.conv2d({
    name: `${name}.conv`,
    filters,
    kernelSize: 3,
    strides,
    padding: 'same',
    useBias: !normalised,
    kernelInitializer,
  });
  let y = conv.apply(x) as SymbolicTensor;
  if (normalised) {
    const normalisation = layers.batchNormalization({ name: `${name}.bn`, momentum: 0.9, epsilon: 1e-5 });
    y = normalisation.apply(y) as SymbolicTensor;
  }
  return layers.leakyReLU({ name, alpha: slope }).apply(y) as SymbolicTensor;
}

function verdict(x: SymbolicTensor, units: number): SymbolicTensor {
  const flat = layers.flatten({ name: 'Dense1.flatten' }).apply(x);
  const hidden = layers.dense({ name: 'Dense1.dense', units, kernelInitializer }).apply(flat);
  const active = layers.leakyReLU({ name: 'Dense1', alpha: slope }).apply(hidden);
  return layers.dense({ name: 'Output', units: 1, kernelInitializer }).apply(active) as SymbolicTensor;
}

function verdicts(x: SymbolicTensor): SymbolicTensor {
  const conv = layers.conv2d({ name: 'Output', filters: 1, kernelSize: 3, padding: 'same' });
  return conv.apply(x) as SymbolicTensor;
}

/** `discriminator` as a kind of network. */
export const discriminatorKind: NetworkKind<DiscriminatorOptions> = {
  title: "SRGAN's discriminator, or one with a map of verdicts",
  taps: 'Conv1 ..., Dense1, Output',
  source: "Ledig et al. 2017; BasicSR's VGGStyleDiscriminator is alike",
  build: discriminator,
};
