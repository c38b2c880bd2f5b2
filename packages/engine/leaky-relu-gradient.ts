import * as tf from '@tensorflow/tfjs-core';

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
