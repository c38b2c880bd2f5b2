import * as tf from '@tensorflow/tfjs-core';

/**
 * Computes one small convolution and its two gradients whose values are known, and throws where the
 * backend in use gets them wrong: a library that loads is not yet one that computes.
 */
export async function probe(): Promise<void> {
  const results = tf.tidy(() => {
    const x = tf.ones([1, 3, 3, 1]) as tf.Tensor4D;
    const w = tf.fill([3, 3, 1, 1], 2) as tf.Tensor4D;
    const convolve = (a: tf.Tensor, b: tf.Tensor): tf.Tensor =>
      tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same');
    const [dx, dw] = tf.grads(convolve)([x, w]);
    return [convolve(x, w), dx, dw];
  });
  // A 3 x 3 window over a 3 x 3 image covers 4 pixels at a corner, 6 at an edge, 9 in the middle.
  const cover = [4, 6, 4, 6, 9, 6, 4, 6, 4];
  const expected = [cover.map((n) => 2 * n), cover.map((n) => 2 * n), cover];
  try {
    for (const [index, result] of results.entries()) {
      const values = await result.data();
      if (!expected[index].every((value, i) => Math.abs(value - values[i]) < 1e-3)) {
        throw new Error('its convolution gives wrong values');
      }
    }
  } finally {
    tf.dispose(results);
  }
}
