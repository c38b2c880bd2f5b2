import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, type Shape } from '@tensorflow/tfjs-layers';
import { refuse, weightsOf } from '../gradients/compiled/learn';
import { softmaxGradient } from '../gradients/compiled/softmax-gradient';
import type { Feature } from '../gradients/compiled/tape';
import { required } from '../onnxruntime/compiled/layer-call';
import type { Weight } from './copy-weights';
import type { LayerKind } from './kind';

/**
 * Soft attention over learnt codes (CDSR, Zhou et al. 2022): rows of d numbers to the mean of all codes, weighted by the softmax of their inner products with the row.
 * One weight, `codes`, K x d. (A dense layer on the codes, which the published code has for the products alone, does nothing that one on the rows does not.)
 */
export class Codebook extends layers.Layer {
  static readonly className = 'Codebook';
  private readonly count: number;
  private codes!: Weight;

  constructor(config: { count: number; name?: string }) {
    super(config);
    this.count = config.count;
  }

  override build(inputShape: Shape | Shape[]): void {
    const [, size] = inputShape as Shape;
    this.codes = this.addWeight('codes', [this.count, size!], 'float32', initializers.zeros());
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor2D;
      const codes = this.codes.read() as tf.Tensor2D;
      return tf.matMul(tf.softmax(tf.matMul(x, codes, false, true)), codes);
    });
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), count: this.count };
  }
}

/** `Codebook`. */
export const codebook: LayerKind = {
  className: Codebook.className,
  emit: (call) => {
    const { graph, inputs } = call;
    const { value } = required(call, 'codes');
    const logits = graph.node('Gemm', [inputs[0].value, value], { transB: 1 });
    return graph.node('MatMul', [graph.node('Softmax', [logits], { axis: 1 }), value]);
  },
  sight: () => 'image',
  learn: (call) => {
    const {
      tape,
      inputs: [x],
    } = call;
    if (x.layout !== 'rows') return refuse(call);
    const { graph } = tape;
    const codes = weightsOf(call).get('codes')!;
    const logits = graph.node('Gemm', [x.value, codes.value], { transB: 1 });
    const share = graph.node('Softmax', [logits], { axis: 1 });
    const y: Feature = {
      ...x,
      fixed: x.fixed && !codes.trained,
      value: graph.node('Gemm', [share, codes.value]),
    };
    return tape.record(y, (dy) => {
      const byShare = graph.node('Gemm', [dy, codes.value], { transB: 1 });
      const byLogits = softmaxGradient(graph, share, byShare);
      tape.collect(codes, () =>
        graph.node('Add', [
          graph.node('Gemm', [share, dy], { transA: 1 }),
          graph.node('Gemm', [byLogits, x.value], { transA: 1 }),
        ]),
      );
      if (!x.fixed) tape.accumulate(x, graph.node('Gemm', [byLogits, codes.value]));
    });
  },
};
