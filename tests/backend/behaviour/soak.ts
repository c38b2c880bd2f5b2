import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { cpu } from '@ddr-lab/engine/cpu';
import { onnxruntime } from '@ddr-lab/engine/onnxruntime/candidate';
import { liftLimits } from '../no-limits';

// Many iterations of mixed kernels on the onnxruntime backend; prints the largest resident size (MiB) in the first
// and in the second half, and by how many tensors and bytes tfjs's count grew. Run by memory.test.ts, with
// --expose-gc and the number of iterations as the argument.

type Function = (x: tf.Tensor4D) => tf.Tensor;

/** What follows the convolution, in turns. */
const tails: readonly Function[] = [
  (y) => tf.avgPool(tf.maxPool(y, 2, 2, 'valid'), 2, 1, 'same'),
  (y) => tf.transpose(tf.reshape(y, [y.shape[0] * y.shape[1], y.shape[2], 2, 4]), [0, 2, 1, 3]),
  (y) => tf.matMul(tf.reshape(y, [-1, 8]) as tf.Tensor2D, tf.ones([8, 3]) as tf.Tensor2D),
  (y) => tf.image.resizeBilinear(y, [9, 7]),
  (y) => tf.depthwiseConv2d(y, tf.ones([3, 3, 8, 1]) as tf.Tensor4D, 2, 'same'),
  (y) => tf.add(tf.abs(tf.sub(y, tf.mean(y, [0, 1, 2]))), tf.square(y)),
];

/** One iteration: a convolution and one of the tails, forward and backward, in sizes that vary. */
function iterate(i: number): void {
  tf.tidy(() => {
    const size = 4 + (i % 5);
    const x = tf.ones([1 + (i % 3), size, size, 8]);
    const filter = tf.fill([3, 3, 8, 8], 0.01 * (i % 7));
    const network = (a: tf.Tensor, b: tf.Tensor): tf.Tensor => {
      const y = tf.leakyRelu(tf.conv2d(a as tf.Tensor4D, b as tf.Tensor4D, 1, 'same'), 0.1) as tf.Tensor4D;
      return tf.sum(tails[i % tails.length](y));
    };
    tf.grads(network)([x, filter]);
  });
}

/** Convolutions of ever other channels: more graphs than the backend keeps, so that it opens and closes some. */
function openGraphs(first: number, count: number): void {
  for (let i = first; i < first + count; i++) {
    const channels = 1 + (i % 160);
    const [x, filter] = [tf.ones<tf.Rank.R4>([1, 2, 2, channels]), tf.ones<tf.Rank.R4>([1, 1, channels, 1])];
    tf.dispose([x, filter, tf.conv2d(x, filter, 1, 'same')]);
  }
}

function residentMiB(): number {
  global.gc!();
  return process.memoryUsage().rss / 2 ** 20;
}

async function main(iterations: number): Promise<void> {
  tf.enableProdMode();
  await cpu.load();
  liftLimits();
  tf.setBackend(await onnxruntime.load());
  const before = tf.memory();
  openGraphs(0, 320);
  const resident: number[] = [];
  for (let i = 0; i < iterations; i++) {
    iterate(i);
    if (i % 100 === 0) {
      openGraphs(i / 100, 1);
      resident.push(residentMiB());
    }
  }
  const after = tf.memory();
  // Once V8 gives back tens of MiB, which fill again: the most of each time tells growth from that.
  const half = Math.floor(resident.length / 2);
  console.log(
    JSON.stringify({
      early: Math.max(...resident.slice(5, half)),
      late: Math.max(...resident.slice(half)),
      tensors: after.numTensors - before.numTensors,
      bytes: after.numBytes - before.numBytes,
    }),
  );
}

void main(Number(process.argv[2]));
