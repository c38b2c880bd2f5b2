import * as tf from '@tensorflow/tfjs-core';
import { useBackend } from '@ddr-lab/engine/backend';

// Ends while the GPU is at work and a result is on its way.
void useBackend().then(({ name }) => {
  const x = tf.ones([200, 200]);
  void tf.matMul(x, x).data();
  console.log(JSON.stringify({ name }));
  process.exit();
});
