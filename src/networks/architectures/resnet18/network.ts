import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { convolve, initialise, wholeNumbers } from '../parts/convolve';
import type { NetworkKind } from '../kind';

/** The size of a ResNet18. */
export interface Resnet18Options {
  /** Channels of the first stage; the others have 2, 4 and 8 times as many. Default 64, as published. */
  readonly width?: number;
  /** Classes; default 10. */
  readonly classes?: number;
  /**
   * How it begins: `cifar` (default), a convolution of 3 x 3 with stride 1; `imagenet`, as published, one of 7 x 7 with stride 2
   * and max pooling of 3 x 3 with stride 2.
   */
  readonly stem?: 'cifar' | 'imagenet';
  /**
   * What strided convolutions see beyond an image of even size: with `tensorflow` (default) one row below and one column to
   * the right; with `pytorch`, above and to the left. Weights want what they were trained with.
   */
  readonly padding?: 'tensorflow' | 'pytorch';
  /**
   * What the input is brought to: `rescaled` (default), see below; `shifted`, by a 1 x 1 convolution `Input.shift` whose
   * weights say how (the identity where it changes nothing).
   */
  readonly input?: 'rescaled' | 'shifted';
  /** Seed of the initial weights; default 0. */
  readonly seed?: number;
}

/** (x - 0.475) / 0.25: close to the mean 0.473 and deviation 0.252 of CIFAR-10's samples, all channels together. */
const rescaling = { scale: 4, offset: -1.9 };

/** tfjs's own draw, which takes longer than ours, is never seen. */
const kernelInitializer = 'zeros';

/** Stages of two basic blocks: names as in He et al. 2016 (Table 1), channels in first-stage widths. */
const stages = [
  { name: 'Conv2', widths: 1, stride: 1 },
  { name: 'Conv3', widths: 2, stride: 2 },
  { name: 'Conv4', widths: 4, stride: 2 },
  { name: 'Conv5', widths: 8, stride: 2 },
] as const;

/**
 * ResNet18 (He et al. 2016) in the form that is usual for CIFAR's 32 x 32 images: the first convolution is 3 x 3 with
 * stride 1, and no max pooling follows it (unless another stem is asked for). N x H x W x 3 in [0, 1], of any size from 8 x 8 on, to N x classes logits
 * (no softmax). A first layer brings the input to about zero mean and unit deviation, by one scale and offset for
 * all channels.
 *
 * Its layers have the paper's names: Conv1, Conv2_1, Conv2_2, ... Conv5_2 (a block's output, after addition and
 * ReLU), GAP, Output. Projections of shortcuts are 1 x 1 convolutions with stride 2, with batch normalisation
 * (momentum 0.9, PyTorch's 0.1; epsilon 1e-5). Strided convolutions of 3 x 3 have TensorFlow's padding: with an even
 * size one row below and one column to the right, where PyTorch has them above and to the left.
 *
 * Initial kernels: Kaiming's normal distribution (He et al. 2015), fan in; the last one as PyTorch draws that of a
 * linear layer (variance 1 / 3 fan in). Batch normalisation starts with gamma 1, beta 0.
 *
 * @throws InputError for sizes that are not positive whole numbers.
 */
export function resnet18(options: Resnet18Options = {}): LayersModel {
  const { width = 64, classes = 10, stem = 'cifar', padding = 'tensorflow', seed = 0 } = options;
  wholeNumbers('ResNet18', { width, classes });
  const image = input({ name: 'Input', shape: [null, null, 3] });
  const scaled =
    options.input === 'shifted'
      ? convolve('Input.shift', image, 3, { size: 1 })
      : (layers.rescaling({ name: 'Input.rescaling', ...rescaling }).apply(image) as SymbolicTensor);
  const first =
    stem === 'cifar' ? { filters: width } : { filters: width, kernelSize: 7, strides: 2, padding };
  let x = relu('Conv1', normalisedConv('Conv1', scaled, first));
  if (stem === 'imagenet') x = maxPool('Conv1.pooled', x, padding);
  for (const { name, widths, stride } of stages) {
    const filters = widths * width;
    x = basicBlock(`${name}_1`, x, { filters, strides: stride, padding });
    x = basicBlock(`${name}_2`, x, { filters });
  }
  const pooled = layers.globalAveragePooling2d({ name: 'GAP' }).apply(x);
  const logits = layers
    .dense({ name: 'Output', units: classes, kernelInitializer })
    .apply(pooled) as SymbolicTensor;
  return initialise(model({ inputs: image, outputs: logits }), {
    seed,
    gain: (name) => (name.startsWith('Output') ? 1 / Math.sqrt(6) : 1),
  });
}

type Padding = NonNullable<Resnet18Options['padding']>;

/** Two convolutions of 3 x 3; the input, projected where its size and channels change, is added before the last ReLU. */
function basicBlock(
  name: string,
  x: SymbolicTensor,
  { filters, strides = 1, padding }: { filters: number; strides?: number; padding?: Padding },
): SymbolicTensor {
  const inner = relu(`${name}.relu1`, normalisedConv(name, x, { filters, strides, padding, suffix: '1' }));
  const residual = normalisedConv(name, inner, { filters, suffix: '2' });
  const shortcut =
    strides === 1 ? x : normalisedConv(`${name}.shortcut`, x, { filters, strides, kernelSize: 1 });
  const sum = layers.add({ name: `${name}.sum` }).apply([residual, shortcut]) as SymbolicTensor;
  return relu(name, sum);
}

/** `NAME.conv` without bias, then `NAME.bn`. */
function normalisedConv(
  name: string,
  x: SymbolicTensor,
  options: { filters: number; strides?: number; kernelSize?: number; suffix?: string; padding?: Padding },
): SymbolicTensor {
  const { filters, strides = 1, kernelSize = 3, suffix = '', padding = 'tensorflow' } = options;
  // Without stride, and of 1 x 1, both pad alike.
  const padded = padding === 'pytorch' && strides > 1 && kernelSize > 1;
  const conv = layers.conv2d({
    name: `${name}.conv${suffix}`,
    filters,
    kernelSize,
    strides,
    padding: padded ? 'valid' : 'same',
    useBias: false,
    kernelInitializer,
  });
  const normalisation = layers.batchNormalization({
    name: `${name}.bn${suffix}`,
    momentum: 0.9,
    epsilon: 1e-5,
  });
  const given = padded ? zerosAround(`${name}.padded${suffix}`, x, (kernelSize - 1) / 2) : x;
  return normalisation.apply(conv.apply(given)) as SymbolicTensor;
}

/** 3 x 3 with stride 2. Behind a ReLU zeros beyond the border change no maximum. */
function maxPool(name: string, x: SymbolicTensor, padding: Padding): SymbolicTensor {
  const padded = padding === 'pytorch';
  const given = padded ? zerosAround(`${name}.padded`, x, 1) : x;
  const settings = { poolSize: 3, strides: 2, padding: padded ? 'valid' : 'same' } as const;
  return layers.maxPooling2d({ name, ...settings }).apply(given) as SymbolicTensor;
}

function zerosAround(name: string, x: SymbolicTensor, width: number): SymbolicTensor {
  const padding: [[number, number], [number, number]] = [
    [width, width],
    [width, width],
  ];
  return layers.zeroPadding2d({ name, padding }).apply(x) as SymbolicTensor;
}

function relu(name: string, x: SymbolicTensor): SymbolicTensor {
  return layers.reLU({ name }).apply(x) as SymbolicTensor;
}

/** `resnet18` as a kind of network. */
export const resnet18Kind: NetworkKind<Resnet18Options> = {
  title: 'ResNet18 for CIFAR, a classifier',
  taps: 'Conv1, Conv2_1 ... Conv5_2, GAP, Output',
  source: 'He et al. 2016',
  build: resnet18,
};
