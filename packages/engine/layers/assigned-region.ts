import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import { refuse, type LearnCall } from '../gradients/compiled/learn';
import { softmaxGradient } from '../gradients/compiled/softmax-gradient';
import type { Feature } from '../gradients/compiled/tape';
import type { Graph, Value } from '../onnxruntime/graph';
import { pixelwise, type LayerKind } from './kind';

/**
 * Each pixel from one of R images, the one whose guide is largest there (DAA's region-aware adapter, Wang et al. 2022): guide N x H x W x R, then R images N x H x W x C, to
 * N x H x W x C. Where guides are equal the first wins. The choice has no gradient: that of the softmax stands in for it.
 */
export class AssignedRegion extends layers.Layer {
  static readonly className = 'AssignedRegion';

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    return (inputShape as Shape[])[1];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => {
      const [guide, ...images] = inputs as tf.Tensor[];
      const masks = tf.split(chosen(guide), images.length, 3);
      return tf.addN(images.map((image, region) => tf.mul(image, masks[region])));
    });
  }
}

/** 1 where a guide is the largest, 0 elsewhere; its gradient is the softmax's. */
const chosen = tf.customGrad((...inputs: (tf.Tensor | tf.GradSaveFunc)[]) => {
  const [guide, save] = inputs as [tf.Tensor, tf.GradSaveFunc];
  save([tf.softmax(guide)]);
  return {
    value: tf.cast(tf.oneHot(tf.argMax(guide, 3), guide.shape[3]!), 'float32'),
    gradFunc: (dy: tf.Tensor, [shares]: tf.Tensor[]) =>
      tf.mul(shares, tf.sub(dy, tf.sum(tf.mul(dy, shares), 3, true))),
  };
});

/** Masks N x R x H x W of a guide of that shape. */
function masksOf(graph: Graph, guide: Value, regions: number): Value {
  const winner = graph.node('ArgMax', [guide], { axis: 1, keepdims: 0 });
  const values = graph.constant(Float32Array.of(0, 1), [2]);
  return graph.node('OneHot', [winner, graph.integers([regions]), values], { axis: 1 });
}

/** `AssignedRegion`; in training of images of whole blocks of channels, and fewer regions than a block. */
export const assignedRegion: LayerKind = {
  className: AssignedRegion.className,
  emit: ({ graph, inputs: [guide, ...images] }) => {
    const ones = Array.from(images, () => 1);
    const masks = graph.multiple(
      'Split',
      [masksOf(graph, guide.value, images.length), graph.integers(ones)],
      images.length,
      { axis: 1 },
    );
    return images
      .map(({ value }, region) => graph.node('Mul', [value, masks[region]]))
      .reduce((a, b) => graph.node('Add', [a, b]));
  },
  locality: pixelwise,
  learn,
};

function learn(call: LearnCall): Feature {
  const {
    tape,
    inputs: [guide, ...images],
  } = call;
  if (guide.layout !== 'planes' || images.some(({ layout }) => layout !== 'blocks')) return refuse(call);
  const { graph, batch } = tape;
  const [{ channels, height, width }] = images;
  const run = tape.runOf(images[0]);
  const pixels = height * width;
  const apart = graph.integers([batch, channels / run, pixels, run]);
  const whole = graph.integers([batch, channels, height, width]);
  const spread = (value: Value): Value => graph.node('Reshape', [value, apart]);
  const ones = graph.integers(images.map(() => 1));
  const masks = graph
    .multiple('Split', [masksOf(graph, guide.value, images.length), ones], images.length, { axis: 1 })
    .map((mask) => graph.node('Reshape', [mask, graph.integers([batch, 1, pixels, 1])]));
  const parts = images.map(({ value }, region) => graph.node('Mul', [spread(value), masks[region]]));
  const sum = parts.reduce((a, b) => graph.node('Add', [a, b]));
  const y: Feature = {
    ...images[0],
    fixed: guide.fixed && images.every(({ fixed }) => fixed),
    value: graph.node('Reshape', [sum, whole]),
  };
  return tape.record(y, (dy) => {
    const error = spread(dy);
    images.forEach((image, region) => {
      const part = graph.node('Mul', [error, masks[region]]);
      tape.accumulate(image, graph.node('Reshape', [part, whole]));
    });
    if (guide.fixed) return;
    const byMasks = images.map(({ value }) => {
      const product = graph.node('Mul', [error, spread(value)]);
      const total = graph.node('ReduceSum', [product, graph.integers([1, 3])], { keepdims: 0 });
      return graph.node('Reshape', [total, graph.integers([batch, 1, height, width])]);
    });
    const shares = graph.node('Softmax', [guide.value], { axis: 1 });
    tape.accumulate(guide, softmaxGradient(graph, shares, graph.node('Concat', byMasks, { axis: 1 })));
  });
}
