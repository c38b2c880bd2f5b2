import { InputError } from '@ddr-lab/base/errors';
import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { refuse } from '../gradients/compiled/learn';
import type { Graph, Value } from '../onnxruntime/graph';
import type { LayerKind } from './kind';

/** Kernels (N x K^2, row by row) averaged over the four that flips make of each: as it is, upside down, left to right, and both. So their middle stays where it is. */
export class SymmetricKernel extends layers.Layer {
  static readonly className = 'SymmetricKernel';

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const shape = inputShape as Shape;
    sideOf(shape[1]!);
    return shape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor2D;
      const [, taps] = x.shape;
      // A product with a fixed matrix, which tfjs differentiates on any backend.
      const shares = new Float32Array(taps ** 2);
      for (const places of flips(sideOf(taps))) {
        places.forEach((from, to) => (shares[from * taps + to] += 1 / 4));
      }
      return tf.matMul(x, tf.tensor2d(shares, [taps, taps]));
    });
  }
}

/** `SymmetricKernel`; its gradient is the same average of the gradient. */
export const symmetricKernel: LayerKind = {
  className: SymmetricKernel.className,
  emit: ({ graph, inputs: [x] }) => averaged(graph, x.value, x.shape[1]!),
  sight: () => 'image',
  learn: (call) => {
    const {
      tape,
      inputs: [x],
    } = call;
    if (x.layout !== 'rows') return refuse(call);
    const average = (value: Value): Value => averaged(tape.graph, value, x.channels);
    return tape.record({ ...x, value: average(x.value) }, (dy) => tape.accumulate(x, average(dy)));
  },
};

function averaged(graph: Graph, rows: Value, taps: number): Value {
  const parts = flips(sideOf(taps)).map((places) =>
    graph.node('Gather', [rows, graph.integers(places)], { axis: 1 }),
  );
  const sum = parts.reduce((a, b) => graph.node('Add', [a, b]));
  return graph.node('Mul', [sum, graph.scalar(1 / 4)]);
}

/** Where each number of the four kernels comes from. */
function flips(side: number): number[][] {
  const last = side - 1;
  return [false, true].flatMap((upsideDown) =>
    [false, true].map((leftToRight) =>
      Array.from({ length: side ** 2 }, (_, tap) => {
        const [i, j] = [Math.floor(tap / side), tap % side];
        return (upsideDown ? last - i : i) * side + (leftToRight ? last - j : j);
      }),
    ),
  );
}

function sideOf(taps: number): number {
  const side = Math.sqrt(taps);
  if (!Number.isInteger(side)) {
    throw new InputError(`${taps} numbers in a row are no square kernel: 169 are one of 13 x 13.`);
  }
  return side;
}
