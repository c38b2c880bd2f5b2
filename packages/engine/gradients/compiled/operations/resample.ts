import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import type { Value } from '../../../onnxruntime/graph';
import { fromBlocks, toBlocks } from '../../../onnxruntime/layouts';
import type { Feature, Tape } from '../tape';

/**
 * A layer that enlarges images by fixed weights, along the columns and along the rows (bilinear, bicubic): two products with
 * matrices, and with the same matrices turned on the way back.
 */
export function resample(tape: Tape, x: Feature, layer: layers.Layer): Feature {
  const { graph } = tape;
  const [down, across] = [axisMatrix(layer, x.height, 1), axisMatrix(layer, x.width, 2)];
  const planesOf = (value: Value): Value =>
    x.layout === 'blocks' ? fromBlocks(graph, value, x.channels, 'NCHW') : value;
  const inLayout = (planes: Value): Value =>
    x.layout === 'blocks'
      ? toBlocks(graph, graph.node('Transpose', [planes], { perm: [0, 2, 3, 1] }))
      : planes;
  const product = (columns: Matrix, planes: Value, rows: Matrix): Value =>
    graph.node('MatMul', [
      graph.constant(columns.data, columns.shape),
      graph.node('MatMul', [planes, graph.constant(rows.data, rows.shape)]),
    ]);
  const y: Feature = {
    ...x,
    value: inLayout(product(turned(down), planesOf(x.value), across)),
    height: down.shape[1],
    width: across.shape[1],
  };
  return tape.record(y, (dy) => tape.accumulate(x, inLayout(product(down, planesOf(dy), turned(across)))));
}

interface Matrix {
  readonly data: Float32Array;
  readonly shape: readonly [from: number, to: number];
}

/** What a layer makes of each sample along one axis of an image that is one pixel wide along the other. */
function axisMatrix(layer: layers.Layer, from: number, axis: 1 | 2): Matrix {
  const result = tf.tidy(() => {
    const samples = tf.reshape(tf.eye(from), axis === 1 ? [from, from, 1, 1] : [from, 1, from, 1]);
    const large = layer.call(samples, {}) as tf.Tensor4D;
    // Along the other axis all is the same.
    const [, height, width] = large.shape;
    return axis === 1
      ? tf.slice(large, [0, 0, 0, 0], [from, height, 1, 1])
      : tf.slice(large, [0, 0, 0, 0], [from, 1, width, 1]);
  });
  const data = result.dataSync<'float32'>().slice();
  const shape = [from, data.length / from] as const;
  result.dispose();
  return { data, shape };
}

function turned({ data, shape: [from, to] }: Matrix): Matrix {
  const result = new Float32Array(data.length);
  for (let i = 0; i < from; i++) {
    for (let j = 0; j < to; j++) result[j * from + i] = data[i * to + j];
  }
  return { data: result, shape: [to, from] };
}
