import * as tf from '@tensorflow/tfjs-core';
import { layers, type Shape } from '@tensorflow/tfjs-layers';
import type { Value } from '../onnxruntime/graph';
import type { LayerKind } from './kind';
import { interpolated } from './sight';

/** Of two inputs, the first resized to the rows and columns of the second, bilinear with half-pixel centres. */
export class BilinearLike extends layers.Layer {
  static readonly className = 'BilinearLike';

  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [[, , , c], [n, h, w]] = inputShape as Shape[];
    return [n, h, w, c];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const [x, like] = inputs as tf.Tensor[];
    return tf.image.resizeBilinear(x as tf.Tensor4D, [like.shape[1]!, like.shape[2]!], false, true);
  }
}

/** `BilinearLike`, for inference. */
export const bilinearLike: LayerKind = {
  className: BilinearLike.className,
  emit: ({ graph, inputs: [x, like] }) => {
    const part = (value: Value, axes: readonly number[]): Value =>
      graph.node('Gather', [graph.node('Shape', [value]), graph.integers(axes)]);
    const sizes = graph.node('Concat', [part(x.value, [0, 1]), part(like.value, [2, 3])], { axis: 0 });
    return graph.node('Resize', [x.value, '', '', sizes], {
      mode: 'linear',
      coordinate_transformation_mode: 'half_pixel',
    });
  },
  sight: (_, { index, input, output }) => {
    if (index > 0) return 'nothing';
    return (
      input &&
      output && {
        rows: interpolated(input.height, output.height),
        columns: interpolated(input.width, output.width),
      }
    );
  },
};
