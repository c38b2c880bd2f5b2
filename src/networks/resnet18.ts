import { input, layers, model, type LayersModel, type SymbolicTensor } from '@tensorflow/tfjs-layers';
import { initialise } from './initialise';
import { wholeNumbers } from './whole-numbers';

/** The size of a ResNet18. */
export interface Resnet18Options {
  /** Channels of the first stage; the others have 2, 4 and 8 times as many. Default 64, as published. */
  readonly width?: number;
  /** Classes; default 10. */
  readonly classes?: number;
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
 * stride 1, and no max pooling follows it. N x H x W x 3 in [0, 1], of any size from 8 x 8 on, to N x classes logits
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
  const { width = 64, classes = 10, seed = 0 } = options;
  wholeNumbers('ResNet18', { width, classes });
  const image = input({ name: 'Input', shape: [null, null, 3] });
  const scaled = layers.rescaling({ name: 'Input.rescaling', ...rescaling }).apply(image) as SymbolicTensor;
  let x = relu('Conv1', normalisedConv('Conv1', scaled, { filters: width }));
  let channels = width;
  for (const { name, widths, stride } of stages) {
    const filters = widths * width;
    x = basicBlock(`${name}_1`, x, filters, stride, stride !== 1 || filters !== channels);
    x = basicBlock(`${name}_2`, x, filters, 1, false);
    channels = filters;
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

/** Two convolutions of 3 x 3; the input, projected where its size changes, is added before the last ReLU. */
function basicBlock(
  name: string,
  x: SymbolicTensor,
  filters: number,
  strides: number,
  projected: boolean,
): SymbolicTensor {
  const inner = relu(`${name}.relu1`, normalisedConv(name, x, { filters, strides, suffix: '1' }));
  const residual = normalisedConv(name, inner, { filters, suffix: '2' });
  const shortcut = projected ? normalisedConv(`${name}.shortcut`, x, { filters, strides, kernelSize: 1 }) : x;
  const sum = layers.add({ name: `${name}.sum` }).apply([residual, shortcut]) as SymbolicTensor;
  return relu(name, sum);
}

/** `NAME.conv` without bias, then `NAME.bn`. */
function normalisedConv(
  name: string,
  x: SymbolicTensor,
  options: { filters: number; strides?: number; kernelSize?: number; suffix?: string },
): SymbolicTensor {
  const { filters, strides = 1, kernelSize = 3, suffix = '' } = options;
  const conv = layers.conv2d({
    name: `${name}.conv${suffix}`,
    filters,
    kernelSize,
    strides,
    padding: 'same',
    useBias: false,
    kernelInitializer,
  });
  const normalisation = layers.batchNormalization({
    name: `${name}.bn${suffix}`,
    momentum: 0.9,
    epsilon: 1e-5,
  });
  return normalisation.apply(conv.apply(x)) as SymbolicTensor;
}

function relu(name: string, x: SymbolicTensor): SymbolicTensor {
  return layers.reLU({ name }).apply(x) as SymbolicTensor;
}
