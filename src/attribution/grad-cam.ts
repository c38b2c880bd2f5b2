import * as tf from '@tensorflow/tfjs-core';
import {
  input,
  layers,
  model as buildModel,
  type LayersModel,
  type SymbolicTensor,
} from '@tensorflow/tfjs-layers';
import { InputError } from '@ddr-lab/base/errors';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import { passOf } from '../features/tap';
import { copyLayers } from '../networks/architectures/parts/chain';
import { withSharedLayers } from '../networks/architectures/parts/shared-layers';
import type { LayersNetwork } from '../networks/tappable';
import { type AttributionMethod, attributionOf, settingsOf } from './method';
import type { Target } from './targets';
import { valuesOf, withGradients } from './values';

/** Settings of GradCAM. */
export interface GradCamOptions {
  readonly layer: string;
}

const PROBE = 'attribution.probe';

/**
 * GradCAM: a layer's channels, each weighted by the mean gradient of the target by it, summed; what is below 0 is cut off. The map is the layer's, enlarged to the
 * image bilinearly, and stands in thirds in the three colours. It has no completeness.
 */
export const gradCam: AttributionMethod<GradCamOptions> = {
  name: 'grad-cam',
  title: 'GradCAM',
  summary: "A layer's channels weighted by the target's mean gradient by each.",
  source: 'Selvaraju et al., Grad-CAM, ICCV 2017, on the features of any layer.',
  settings: {
    layer: {
      default: '',
      about: 'the layer whose channels are weighted (default: the last before the output that has places)',
    },
  },
  gradients: true,
  attribute: async (network, image, target, options = {}) => {
    const differentiable = withGradients(network, 'GradCAM');
    const layer = settingsOf(gradCam, options).layer || lastMaps(differentiable);
    const { values, shape } = await valuesOf(network, target, image)([image.data]);
    const { height, width, data } = image;
    const [features] = await passOf(network, [layer])({ data, dims: [1, height, width, 3] });
    if (features.dims.length !== 4)
      throw new InputError(`${layer} puts out no maps: GradCAM needs a layer with places.`);
    const [, rows, columns, channels] = features.dims;
    const slopes = channelSlopes(differentiable, layer, {
      image: data,
      size: [height, width],
      channels,
      target,
      shape,
    });
    const weights = slopes.map((sum) => sum / (rows * columns));
    const small = new Float32Array(rows * columns);
    for (let at = 0; at < small.length; at++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += weights[c] * features.data[at * channels + c];
      small[at] = Math.max(0, sum);
    }
    const large = enlarged(small, [rows, columns], [height, width]);
    const attribution = Float32Array.from(data, (_, i) => large[Math.floor(i / 3)] / 3);
    return attributionOf(image, attribution, { objective: values[0] });
  },
};

/** The last layer before the output that puts out maps: a classifier's means over all places have none. */
function lastMaps({ model, layers: names }: LayersNetwork): string {
  const inner = names.slice(0, Math.max(1, names.length - 1));
  return (
    [...inner].reverse().find((name) => (model.getLayer(name).output as SymbolicTensor).rank === 4) ??
    inner[inner.length - 1]
  );
}

/** The target's gradient by each channel of a layer, summed over its places: that by the bias of a convolution that does nothing behind it. */
function channelSlopes(
  { model }: LayersNetwork,
  layer: string,
  given: {
    readonly image: Float32Array;
    readonly size: readonly [number, number];
    readonly channels: number;
    readonly target: Target;
    readonly shape: readonly number[];
  },
): Float32Array {
  const { image, size, channels, target, shape } = given;
  const probed = withProbe(model, layer, channels, target.layer);
  const constants = target.given?.(shape) ?? {};
  try {
    const gradients = gradientsOf({
      networks: { network: { model: probed, role: 'examined' } },
      inputs: {
        x: [1, ...size, 3],
        ...Object.fromEntries(Object.entries(constants).map(([name, numbers]) => [name, numbers.shape])),
      },
      build: (calculus, { x, ...rest }) => {
        const total = target.build(calculus, calculus.apply('network', x)[0], rest);
        return { losses: { total }, total };
      },
    });
    const bias = parametersOf(probed).get(`${PROBE}/bias`).gradient;
    bias.fill(0);
    try {
      gradients.run({
        x: image,
        ...Object.fromEntries(Object.entries(constants).map(([name, numbers]) => [name, numbers.data])),
      });
      return bias.slice();
    } finally {
      gradients.dispose();
    }
  } finally {
    probed.dispose();
  }
}

/** A copy of a network up to a layer (default its output), with a convolution of one pixel behind another layer that changes nothing, and alone is trainable. */
function withProbe(
  model: LayersModel,
  layer: string,
  channels: number,
  last: string | undefined,
): LayersModel {
  const end =
    last === undefined
      ? model
      : buildModel({ inputs: model.inputs, outputs: model.getLayer(last).output as SymbolicTensor });
  if (!end.layers.some(({ name }) => name === layer)) {
    throw new InputError(
      `${layer} comes after ${last ?? 'the output'}: GradCAM needs a layer before what is attributed.`,
    );
  }
  const image = input({ name: 'Input', shape: model.inputs[0].shape.slice(1) });
  const probe = layers.conv2d({
    name: PROBE,
    filters: channels,
    kernelSize: 1,
    padding: 'same',
    kernelInitializer: 'zeros',
  });
  const output = copyLayers(
    end,
    image,
    (name) => name,
    (name, y) => (name === layer ? (probe.apply(y) as SymbolicTensor) : y),
  );
  const probed = withSharedLayers(buildModel({ inputs: image, outputs: output }));
  const same = tf.tidy(() => tf.reshape(tf.eye(channels), [1, 1, channels, channels]));
  probe.weights[0].write(same);
  same.dispose();
  for (const each of probed.layers) each.trainable = each === probe;
  return probed;
}

/** Bilinear, the middles of the corner pixels kept half a pixel from the border. */
function enlarged(
  small: Float32Array,
  [rows, columns]: readonly [number, number],
  [height, width]: readonly [number, number],
): Float32Array {
  return tf.tidy(() => {
    const maps = tf.tensor4d(small, [1, rows, columns, 1]);
    return tf.image.resizeBilinear(maps, [height, width], false, true).dataSync<'float32'>().slice();
  });
}
