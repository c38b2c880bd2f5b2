import * as tf from '@tensorflow/tfjs-core';
import type { layers } from '@tensorflow/tfjs-layers';
import type { Learn } from '../gradients/compiled/learn';
import type { Feature, Tape } from '../gradients/compiled/tape';
import type { Feature as Input } from '../onnxruntime/compiled/layer-call';
import type { Graph, Value } from '../onnxruntime/graph';
import { fromBlocks, toBlocks } from '../onnxruntime/layouts';
import type { LayerKind } from './kind';
import { pair } from './window';

/** An enlarging layer in training: by products with matrices, or as at inference where nobody wants its gradient. */
export const learnResampling: Learn = ({ tape, layer, inputs: [x] }) =>
  x.fixed ? undefined : resample(tape, x, layer);

/** tfjs's own upsampling puts the first pixels' centres, not their corners, on each other. */
export const upSampling2d: LayerKind = {
  className: 'UpSampling2D',
  emit: ({ graph, inputs: [x], config }) => {
    if ((config.dataFormat ?? 'channelsLast') !== 'channelsLast') return undefined;
    const place = { coordinate_transformation_mode: 'asymmetric' };
    return config.interpolation === 'bilinear'
      ? resize(graph, x, config.size as [number, number], { ...place, mode: 'linear' })
      : resize(graph, x, config.size as [number, number], {
          ...place,
          mode: 'nearest',
          nearest_mode: 'floor',
        });
  },
  locality: (config) => {
    const [height, width] = pair(config.size, 2);
    return height === width ? { reach: 1, scale: height } : undefined;
  },
  sight: ({ size, interpolation }) => {
    const [rows, columns] = pair(size, 2).map((scale) => ({
      ...{ stride: 1, scale, from: 0, to: interpolation === 'bilinear' ? scale : 0 },
    }));
    return { rows, columns };
  },
  learn: learnResampling,
};

function resize(
  graph: Graph,
  x: Input,
  [height, width]: readonly [number, number],
  attributes: Readonly<Record<string, string>>,
): Value {
  const scales = graph.constant(Float32Array.of(1, 1, height, width), [4]);
  return graph.node('Resize', [x.value, '', scales], attributes);
}

/**
 * A layer that enlarges images by fixed weights, along the columns and along the rows (bilinear, bicubic): two products with
 * matrices, and with the same matrices turned on the way back.
 */
function resample(tape: Tape, x: Feature, layer: layers.Layer): Feature {
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
