import * as tf from '@tensorflow/tfjs-core';
import { createRequire } from 'node:module';
import util from 'node:util';
import type { Candidate } from './candidate';

/**
 * Replaces tfjs's gradient of LeakyReLU (a comparison, a product and a selection) by the same function from
 * two kernels: dy step(x, alpha), where tfjs's step is 1 above zero and alpha elsewhere.
 */
export function registerLeakyReluGradient(): void {
  tf.unregisterGradient('LeakyRelu');
  tf.registerGradient({
    kernelName: 'LeakyRelu',
    inputsToSave: ['x'],
    gradFunc: (dy, [x], attributes) => {
      const { alpha } = attributes as unknown as { alpha: number };
      return { x: () => tf.mul(dy as tf.Tensor, tf.step(x, alpha)) };
    },
  });
}

/**
 * TensorFlow's native library: `@tensorflow/tfjs-node-gpu` (CUDA where it finds it) or `@tensorflow/tfjs-node`.
 * The first is an optional dependency whose library `environment/gpu.mjs` fetches where there is an NVIDIA
 * GPU; the second is used where the reader has installed it.
 */
export function tfjsNode(name: 'tfjs-node-gpu' | 'tfjs-node'): Candidate {
  return {
    name,
    load: () => {
      restoreUtil();
      const require = createRequire(__filename);
      const id = `@tensorflow/${name}`;
      // danfojs-node's override puts plain tfjs in the place of tfjs-node: the folder's name proves nothing.
      const { name: real } = require(`${id}/package.json`) as { name: string };
      if (real !== id) return Promise.reject(new Error(`${id} is not installed`));
      try {
        require(id);
      } catch (error) {
        if (!String(error).includes('tfjs_binding.node')) throw error;
        return Promise.reject(new Error('its native library is not installed (see docs/environment.md)'));
      }
      return Promise.resolve('tensorflow');
    },
  };
}

/** Node 23 removed helpers of `util` that tfjs-node 4.22 calls. */
function restoreUtil(): void {
  const legacy = util as unknown as Record<string, unknown>;
  legacy.isNullOrUndefined ??= (value: unknown): boolean => value === null || value === undefined;
  legacy.isArray ??= Array.isArray;
}
