import type { Emitter } from '../layer-call';
import { pair, windowAttributes } from './convolution';

const pool =
  (opType: 'MaxPool' | 'AveragePool'): Emitter =>
  ({ graph, inputs: [x], config }) => {
    const window = windowAttributes(config, pair(config.poolSize, 2));
    if (!window) return undefined;
    const { kernel_shape, strides, pads, auto_pad } = window;
    return graph.node(opType, [x.value], { kernel_shape, strides, pads, auto_pad });
  };

export const maxPooling2d = pool('MaxPool');
/** Like tfjs's, the mean is over the pixels inside the image. */
export const averagePooling2d = pool('AveragePool');

const globalPool =
  (opType: 'ReduceMean' | 'ReduceMax'): Emitter =>
  ({ graph, inputs: [x], config }) =>
    (config.dataFormat ?? 'channelsLast') === 'channelsLast'
      ? graph.node(opType, [x.value], { axes: [2, 3], keepdims: 0 })
      : undefined;

export const globalAveragePooling2d = globalPool('ReduceMean');
export const globalMaxPooling2d = globalPool('ReduceMax');
