import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { refuse, type LearnCall } from '../gradients/compiled/learn';
import type { Feature } from '../gradients/compiled/tape';
import type { Value } from '../onnxruntime/graph';
import { convolveBlocks } from '../onnxruntime/layouts';
import type { LayerKind } from './kind';
import { around } from './sight';

/** Rows and columns of the window. */
const SIDE = 3;
const TAPS = SIDE * SIDE;

/**
 * A convolution of each channel by itself whose kernels are given, others for each image: of N x H x W x C and N x 9 C, N x H x W x C, with zeros
 * around. Number 9 c + 3 i + j of an image is what channel c's pixel i - 1 rows below and j - 1 columns to the right is multiplied by (as DASR's code,
 * Wang et al. 2021, has it).
 */
export class DynamicDepthwise extends layers.Layer {
  static readonly className = 'DynamicDepthwise';

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return (inputShape as Shape[])[0];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [x, kernels] = inputs as [tf.Tensor4D, tf.Tensor2D];
      const [n, height, width, channels] = x.shape;
      const padded = tf.pad(x, [
        [0, 0],
        [1, 1],
        [1, 1],
        [0, 0],
      ]);
      const taps = tf.reshape(kernels, [n, channels, TAPS]);
      const parts = Array.from({ length: TAPS }, (_, tap) => {
        const shifted = tf.slice(
          padded,
          [0, Math.floor(tap / SIDE), tap % SIDE, 0],
          [n, height, width, channels],
        );
        const factors = tf.reshape(tf.slice(taps, [0, 0, tap], [n, channels, 1]), [n, 1, 1, channels]);
        return tf.mul(shifted, factors);
      });
      return tf.addN(parts);
    });
  }
}

/** `DynamicDepthwise`; the kernels are made of the whole image, so that it is not computed in tiles. In training of whole blocks of channels. */
export const dynamicDepthwise: LayerKind = {
  className: DynamicDepthwise.className,
  emit: ({ graph, inputs: [x, kernels], shape }) => {
    const channels = shape[3]!;
    const all = graph.node('Reshape', [kernels.value, graph.integers([-1, channels, TAPS, 1])]);
    const taps = graph.multiple('Split', [all, graph.integers(Array.from({ length: TAPS }, () => 1))], TAPS, {
      axis: 2,
    });
    const padded = graph.node('Pad', [x.value, graph.integers([0, 0, 1, 1, 0, 0, 1, 1])]);
    // From row i to as many rows before the end as are left out above: 0 is written as an end that is never reached.
    const until = (from: number): number => (from === SIDE - 1 ? 2 ** 31 - 1 : from + 1 - SIDE);
    return taps
      .map((factors, tap) => {
        const [i, j] = [Math.floor(tap / SIDE), tap % SIDE];
        const shifted = graph.node('Slice', [
          padded,
          graph.integers([i, j]),
          graph.integers([until(i), until(j)]),
          graph.integers([2, 3]),
        ]);
        return graph.node('Mul', [shifted, factors]);
      })
      .reduce((a, b) => graph.node('Add', [a, b]));
  },
  // Its kernels are made of the whole image.
  sight: (_, { index }) => (index > 0 ? 'image' : around(1)),
  learn,
};

/** All images of a batch are one with as many times the channels, so that one convolution does them all. */
function learn(call: LearnCall): Feature {
  const {
    tape,
    inputs: [x, kernels],
  } = call;
  if (x.layout !== 'blocks' || kernels.layout !== 'rows') return refuse(call);
  const { graph, batch } = tape;
  const run = tape.runOf(x);
  const { channels, height, width } = x;
  const all = batch * channels;
  const together = (value: Value): Value =>
    graph.node('Reshape', [value, graph.integers([1, all, height, width])]);
  const apart = (value: Value): Value =>
    graph.node('Reshape', [value, graph.integers([batch, channels, height, width])]);
  /** N x 9 C to blocks of channels, the taps of a block before the next: how a convolution in groups of one takes its kernels. */
  const taps = graph.node(
    'Transpose',
    [graph.node('Reshape', [kernels.value, graph.integers([all / run, run, TAPS])])],
    { perm: [0, 2, 1] },
  );
  const filter = (value: Value): Value =>
    graph.node('Reshape', [value, graph.integers([all, 1, SIDE, SIDE])]);
  const convolve = (value: Value, weights: Value, size: readonly [number, number]): Value =>
    convolveBlocks(
      graph,
      { x: together(value), filter: weights },
      { kernel_shape: [...size], pads: [1, 1, 1, 1], group: all },
    );
  const y: Feature = {
    ...x,
    fixed: x.fixed && kernels.fixed,
    value: apart(convolve(x.value, filter(taps), [SIDE, SIDE])),
  };
  return tape.record(y, (dy) => {
    if (!x.fixed) {
      const order = graph.integers(Array.from({ length: TAPS }, (_, tap) => TAPS - 1 - tap));
      const turned = graph.node('Gather', [taps, order], { axis: 1 });
      tape.accumulate(x, apart(convolve(dy, filter(turned), [SIDE, SIDE])));
    }
    if (kernels.fixed) return;
    // The image convolved with its error gives a window of sums, one for each tap. Blocks lie in memory as kernels in groups of one do.
    const error = graph.node('Reshape', [dy, graph.integers([all, 1, height, width])]);
    const sums = convolve(x.value, error, [height, width]);
    const parts = graph.node('Reshape', [sums, graph.integers([all / run, TAPS, run])]);
    const rows = graph.node('Transpose', [parts], { perm: [0, 2, 1] });
    tape.accumulate(kernels, graph.node('Reshape', [rows, graph.integers([batch, channels * TAPS])]));
  });
}
