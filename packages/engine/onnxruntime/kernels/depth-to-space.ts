import { util } from '@tensorflow/tfjs-core';
import { transposed } from './transpose';
import { kernel, numbers, tensorOf, type Kernel } from '../tensors';

/** Channels become pixels: N x H x W x (b b C) to N x (b H) x (b W) x C. */
export const depthToSpace: Kernel = kernel<'x', { blockSize: number; dataFormat: 'NHWC' | 'NCHW' }>(
  'DepthToSpace',
  ({ inputs: { x }, backend, attrs: { blockSize: b, dataFormat } }) => {
    const values = numbers(backend, x);
    if (!(values instanceof Float32Array) || dataFormat !== 'NHWC') return undefined;
    const [n, h, w, c] = x.shape;
    util.assert(Number.isInteger(c / (b * b)), () => `DepthToSpace: ${c} channels are no ${b} x ${b} blocks`);
    // Rows of a block lie W pixels apart, its columns side by side: only the block's row moves.
    const result = transposed(values, [n * h, w, b, c / b], [0, 2, 1, 3]);
    return tensorOf(backend, [n, h * b, w * b, c / (b * b)], result);
  },
);
