import { activation, elu, leakyRelu, prelu, relu, softmax } from './activation';
import { dropout, flatten, gaussianNoise, reshape, zeroPadding2d } from './arrangement';
import { assignedRegion } from './assigned-region';
import { batchNormalisation } from './batch-normalisation';
import { bicubicUpsampling } from './bicubic-upsampling';
import { bilinearLike } from './bilinear-like';
import { bilinearUpsampling } from './bilinear-upsampling';
import { centred } from './centred';
import { channelContrast } from './channel-contrast';
import { channelSlice } from './channel-slice';
import { codebook } from './codebook';
import { conv2d } from './convolution';
import { cropLike } from './crop-like';
import { crossAttention } from './cross-attention';
import { dense } from './dense';
import { depthwiseConv2d } from './depthwise-conv2d';
import { dynamicDepthwise } from './dynamic-depthwise';
import { framesApart, oneFrame } from './frames';
import { gelu } from './gelu';
import { groupConv2d } from './group-conv2d';
import { kernelFilter } from './kernel-filter';
import { layerNormalisation } from './layer-normalisation';
import { add, average, concatenate, maximum, minimum, multiply } from './merge';
import { mirroredMargin } from './mirrored-margin';
import { pixelShuffle } from './pixel-shuffle';
import { pixelUnshuffle } from './pixel-unshuffle';
import { averagePooling2d, globalAveragePooling2d, globalMaxPooling2d, maxPooling2d } from './pooling';
import { rescaling } from './rescaling';
import { smallestSize } from './smallest-size';
import { symmetricKernel } from './symmetric-kernel';
import { torchPixelShuffle } from './torch-pixel-shuffle';
import { upSampling2d } from './upsampling';
import { windowAttention } from './window-attention/layer';
import type { LayerKind } from './kind';

/** Every kind of layer that the engine knows, one line each. A model with any other is computed by tfjs. */
const kinds: readonly LayerKind[] = [
  activation,
  elu,
  leakyRelu,
  prelu,
  relu,
  softmax,
  dropout,
  flatten,
  gaussianNoise,
  reshape,
  zeroPadding2d,
  assignedRegion,
  batchNormalisation,
  bicubicUpsampling,
  bilinearLike,
  bilinearUpsampling,
  centred,
  channelContrast,
  channelSlice,
  codebook,
  conv2d,
  cropLike,
  crossAttention,
  dense,
  depthwiseConv2d,
  dynamicDepthwise,
  framesApart,
  oneFrame,
  gelu,
  groupConv2d,
  kernelFilter,
  layerNormalisation,
  add,
  average,
  concatenate,
  maximum,
  minimum,
  multiply,
  mirroredMargin,
  pixelShuffle,
  pixelUnshuffle,
  averagePooling2d,
  globalAveragePooling2d,
  globalMaxPooling2d,
  maxPooling2d,
  rescaling,
  smallestSize,
  symmetricKernel,
  torchPixelShuffle,
  upSampling2d,
  windowAttention,
];

/** The kinds by tfjs's names of their classes. */
export const layerKinds: ReadonlyMap<string, LayerKind> = new Map(
  kinds.map((kind) => [kind.className, kind]),
);
