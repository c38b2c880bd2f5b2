import type { Emitter } from '../layer-call';
import { activation, elu, leakyRelu, prelu, relu, softmax } from './activation';
import {
  bicubicUpsampling,
  bilinearUpsampling,
  flatten,
  identity,
  pixelShuffle,
  reshape,
  torchPixelShuffle,
  upSampling2d,
  zeroPadding2d,
} from './arrangement';
import { conv2d, dense, depthwiseConv2d, groupConv2d } from './convolution';
import { add, average, concatenate, maximum, minimum, multiply } from './merge';
import { batchNormalization, rescaling } from './normalisation';
import { bilinearLike, channelContrast, channelSlice, cropLike, pixelUnshuffle } from './whole-pixels';
import { averagePooling2d, globalAveragePooling2d, globalMaxPooling2d, maxPooling2d } from './pooling';

/** How each type of layer is written into a graph, by its class name. A model with any other is not compiled. */
export const emitters: Readonly<Record<string, Emitter>> = {
  Activation: activation,
  Add: add,
  Average: average,
  AveragePooling2D: averagePooling2d,
  BatchNormalization: batchNormalization,
  BicubicUpsampling: bicubicUpsampling,
  BilinearLike: bilinearLike,
  BilinearUpsampling: bilinearUpsampling,
  ChannelContrast: channelContrast,
  ChannelSlice: channelSlice,
  Concatenate: concatenate,
  Conv2D: conv2d,
  CropLike: cropLike,
  Dense: dense,
  DepthwiseConv2D: depthwiseConv2d,
  Dropout: identity,
  ELU: elu,
  Flatten: flatten,
  GaussianNoise: identity,
  GlobalAveragePooling2D: globalAveragePooling2d,
  GlobalMaxPooling2D: globalMaxPooling2d,
  GroupConv2D: groupConv2d,
  LeakyReLU: leakyRelu,
  MaxPooling2D: maxPooling2d,
  Maximum: maximum,
  Minimum: minimum,
  Multiply: multiply,
  PReLU: prelu,
  PixelShuffle: pixelShuffle,
  PixelUnshuffle: pixelUnshuffle,
  ReLU: relu,
  Rescaling: rescaling,
  Reshape: reshape,
  SmallestSize: identity,
  Softmax: softmax,
  TorchPixelShuffle: torchPixelShuffle,
  UpSampling2D: upSampling2d,
  ZeroPadding2D: zeroPadding2d,
};
