import * as tf from '@tensorflow/tfjs-core';
import type { PageLayer } from '../shared/data';
import { type LoadedNetwork, shuffle } from './forward';
import { bicubic, bilinear } from './resampling';
import { padded, type Plan, reach, type Region } from './regions';

/**
 * What the last layer of a plan puts out in its region, for images N x H x W x 3: `forward`, but for what the region does not depend on, and made of
 * steps that tfjs differentiates with respect to the images. Call it inside `tf.grad` or `tf.tidy`.
 *
 * A convolution's gradient is a convolution with the kernel turned round, which WebAssembly is quick at; its own kernel for gradients is not.
 */
export function forwardRegion(network: LoadedNetwork, plan: Plan, images: tf.Tensor4D): tf.Tensor4D {
  const { layers } = network;
  const outputs: tf.Tensor4D[] = [];
  let last = 0;
  for (const [at, region] of plan.entries()) {
    if (!region) continue;
    const layer = layers[at];
    const from = layer.inputs.map((input) => ({ x: outputs[input], has: plan[input]! }));
    outputs[at] = layer.kind === 'input' ? images : computed(network, at, from, region);
    last = at;
  }
  return outputs[last];
}

/** What a layer is given. */
export interface Given {
  readonly x: tf.Tensor4D;
  /** The part of its layer that it is. */
  readonly has: Region;
}

function computed(
  { layers, weights }: LoadedNetwork,
  at: number,
  from: readonly Given[],
  region: Region,
): tf.Tensor4D {
  const layer = layers[at];
  if (layer.kind === 'conv') return convolved(layer, weights[at], from[0], region);
  if (layer.kind === 'bilinear') return bilinear(layer.scale, from[0], region);
  if (layer.kind === 'bicubic') return bicubic(from[0].x, layer.scale, region);
  if (layer.kind === 'shuffle') return shuffle(from[0].x, layer.factor);
  const inputs = from.map(({ x, has }) => part(x, has, region));
  const [x] = inputs;
  switch (layer.kind) {
    case 'leaky':
      return tf.leakyRelu(x, layer.slope);
    case 'relu':
      return tf.relu(x);
    case 'add':
      return tf.addN(inputs);
    case 'multiply':
      return inputs.reduce((product, input) => tf.mul(product, input));
    case 'concatenate':
      return tf.concat(inputs, 3);
    case 'rescale':
      return tf.add(tf.mul(x, layer.scale), layer.offset);
    default:
      return x;
  }
}

/** The part of a layer that is asked for, of the part that is there. */
function part(x: tf.Tensor4D, has: Region, { top, bottom, left, right }: Region): tf.Tensor4D {
  if (has.top === top && has.bottom === bottom && has.left === left && has.right === right) return x;
  return tf.slice(x, [0, top - has.top, left - has.left, 0], [-1, bottom - top, right - left, -1]);
}

function convolved(
  layer: Extract<PageLayer, { kind: 'conv' }>,
  { kernel, bias }: LoadedNetwork['weights'][number],
  { x, has }: Given,
  region: Region,
): tf.Tensor4D {
  const [down, across] = padded(layer);
  const [tall, wide] = [reach(layer, 0), reach(layer, 1)];
  const asked = {
    top: region.top - down,
    bottom: region.bottom - down + tall,
    left: region.left - across,
    right: region.right - across + wide,
  };
  const there = {
    top: Math.max(asked.top, has.top),
    bottom: Math.min(asked.bottom, has.bottom),
    left: Math.max(asked.left, has.left),
    right: Math.min(asked.right, has.right),
  };
  // What is asked for and not there lies outside the image: zeros.
  const zeros: Sides = [
    there.top - asked.top,
    asked.bottom - there.bottom,
    there.left - asked.left,
    asked.right - there.right,
  ];
  const { activation, dilation } = layer;
  const step = tf.customGrad((input, save) => {
    const output = tf.fused.conv2d({
      x: input as tf.Tensor4D,
      filter: kernel!,
      bias,
      strides: 1,
      pad: padOf(zeros),
      dilations: dilation,
      activation,
    });
    (save as tf.GradSaveFunc)([output]);
    const gradFunc = (slope: tf.Tensor, saved: tf.Tensor[]): tf.Tensor => {
      const before = activation === 'relu' ? tf.mul(slope, tf.step(saved[0])) : slope;
      return tf.conv2d(
        before as tf.Tensor4D,
        turned(kernel!),
        1,
        padOf([tall - zeros[0], tall - zeros[1], wide - zeros[2], wide - zeros[3]]),
        'NHWC',
        dilation,
      );
    };
    return { value: output, gradFunc };
  });
  return step(part(x, has, there)) as tf.Tensor4D;
}

type Sides = readonly [top: number, bottom: number, left: number, right: number];
type ExplicitPadding = [[number, number], [number, number], [number, number], [number, number]];
const padOf = ([top, bottom, left, right]: Sides): ExplicitPadding => [
  [0, 0],
  [top, bottom],
  [left, right],
  [0, 0],
];

const kernels = new WeakMap<tf.Tensor4D, tf.Tensor4D>();

/** A kernel turned by half a circle, from its outputs to its inputs; made once, and kept as the kernel is. */
function turned(kernel: tf.Tensor4D): tf.Tensor4D {
  const known = kernels.get(kernel);
  if (known) return known;
  const made = tf.keep(tf.tidy(() => tf.transpose(tf.reverse(kernel, [0, 1]), [0, 1, 3, 2])));
  kernels.set(kernel, made);
  return made;
}
