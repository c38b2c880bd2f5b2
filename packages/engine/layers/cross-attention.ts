import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, type Shape } from '@tensorflow/tfjs-layers';
import { refuse, weightsOf, type LearnCall } from '../gradients/compiled/learn';
import { softmaxGradient } from '../gradients/compiled/softmax-gradient';
import type { Feature } from '../gradients/compiled/tape';
import { required } from '../onnxruntime/compiled/layer-call';
import type { Value } from '../onnxruntime/graph';
import type { Weight } from './copy-weights';
import type { LayerKind } from './kind';

/**
 * Rows that look at rows, number by number (CDSR's degradation query attention, Zhou et al. 2022): of q, k and v, all N x C, gain (A v), where A (C x C, for each image) is the softmax of
 * q k' over its columns. One weight, `gain`, which begins at 0.
 */
export class CrossAttention extends layers.Layer {
  static readonly className = 'CrossAttention';
  private gain!: Weight;

  override build(inputShape: Shape | Shape[]): void {
    this.gain = this.addWeight('gain', [1], 'float32', initializers.zeros());
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return (inputShape as Shape[])[0];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [q, k, v] = (inputs as tf.Tensor2D[]).map((rows) => tf.expandDims(rows, 2));
      const shares = tf.softmax(tf.matMul(q, k, false, true));
      return tf.mul(this.gain.read(), tf.squeeze(tf.matMul(shares, v), [2]));
    });
  }
}

/** `CrossAttention`. */
export const crossAttention: LayerKind = {
  className: CrossAttention.className,
  emit: (call) => {
    const {
      graph,
      inputs: [q, k, v],
    } = call;
    const column = ({ value }: { value: Value }): Value =>
      graph.node('Unsqueeze', [value, graph.integers([2])]);
    const row = graph.node('Unsqueeze', [k.value, graph.integers([1])]);
    const shares = graph.node('Softmax', [graph.node('MatMul', [column(q), row])], { axis: 2 });
    const seen = graph.node('Squeeze', [graph.node('MatMul', [shares, column(v)]), graph.integers([2])]);
    return graph.node('Mul', [required(call, 'gain').value, seen]);
  },
  sight: () => 'image',
  learn,
};

function learn(call: LearnCall): Feature {
  const {
    tape,
    inputs: [q, k, v],
  } = call;
  if ([q, k, v].some(({ layout }) => layout !== 'rows')) return refuse(call);
  const { graph, batch } = tape;
  const size = v.channels;
  const gain = weightsOf(call).get('gain')!;
  const shaped = (value: Value, shape: readonly number[]): Value =>
    graph.node('Reshape', [value, graph.integers(shape)]);
  const column = (value: Value): Value => shaped(value, [batch, size, 1]);
  const row = (value: Value): Value => shaped(value, [batch, 1, size]);
  const rows = (value: Value): Value => shaped(value, [batch, size]);
  const times = (a: Value, b: Value): Value => graph.node('MatMul', [a, b]);
  const shares = graph.node('Softmax', [times(column(q.value), row(k.value))], { axis: 2 });
  const seen = rows(times(shares, column(v.value)));
  const y: Feature = {
    ...v,
    fixed: [q, k, v].every(({ fixed }) => fixed) && !gain.trained,
    value: graph.node('Mul', [gain.value, seen]),
  };
  return tape.record(y, (dy) => {
    tape.collect(gain, () =>
      shaped(graph.node('ReduceSum', [graph.node('Mul', [dy, seen])], { keepdims: 0 }), [1]),
    );
    const bySeen = graph.node('Mul', [gain.value, dy]);
    if (!v.fixed) tape.accumulate(v, rows(times(row(bySeen), shares)));
    if (q.fixed && k.fixed) return;
    const byLogits = softmaxGradient(graph, shares, times(column(bySeen), row(v.value)), 2);
    tape.accumulate(q, rows(times(byLogits, column(k.value))));
    tape.accumulate(k, rows(times(row(q.value), byLogits)));
  });
}
