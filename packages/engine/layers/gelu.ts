import * as tf from '@tensorflow/tfjs-core';
import { layers } from '@tensorflow/tfjs-layers';
import type { Feature } from '../gradients/compiled/tape';
import { type Graph, type Value } from '../onnxruntime/graph';
import { pixelwise, type LayerKind } from './kind';

/** GELU (Hendrycks and Gimpel 2016), exact: x times the normal distribution's probability of less than x. Any shape. */
export class Gelu extends layers.Layer {
  static readonly className = 'Gelu';

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const x = Array.isArray(inputs) ? inputs[0] : inputs;
      return tf.mul(x, tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))));
    });
  }
}

/** `Gelu`. */
export const gelu: LayerKind = {
  className: Gelu.className,
  emit: ({ graph, inputs: [x] }) => graph.node('Mul', [x.value, probability(graph, x.value)]),
  locality: pixelwise,
  learn: ({ tape, inputs: [x] }) => {
    const { graph } = tape;
    const below = probability(graph, x.value);
    const y: Feature = { ...x, value: graph.node('Mul', [x.value, below]) };
    return tape.record(y, (dy) => {
      const calculate = (type: string, ...operands: Value[]): Value => graph.node(type, operands);
      // Slope: the probability, and x times the density.
      const square = calculate('Mul', x.value, x.value);
      const bell = calculate('Exp', calculate('Mul', square, graph.scalar(-0.5)));
      const density = calculate('Mul', bell, graph.scalar(1 / Math.sqrt(2 * Math.PI)));
      const slope = calculate('Add', below, calculate('Mul', x.value, density));
      tape.accumulate(x, calculate('Mul', dy, slope));
    });
  },
};

/** (1 + erf(x / sqrt 2)) / 2. */
function probability(graph: Graph, x: Value): Value {
  const erf = graph.node('Erf', [graph.node('Mul', [x, graph.scalar(Math.SQRT1_2)])]);
  return graph.node('Mul', [graph.node('Add', [erf, graph.scalar(1)]), graph.scalar(0.5)]);
}
