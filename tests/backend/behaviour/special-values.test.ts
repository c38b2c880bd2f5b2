import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, it } from 'vitest';
import { blockSize } from '@ddr-lab/engine/onnxruntime/block-size';
import { normals } from '../reference/array';
import { expectSame, loadBoth } from './both';

type T2 = tf.Tensor2D;
type T4 = tf.Tensor4D;

beforeAll(loadBoth);

/** Normal numbers of which every seventh is special. */
function odd(
  shape: number[],
  specials: readonly number[] = [NaN, Infinity, -Infinity, -0, 1e-42, 3e38],
): tf.Tensor {
  const data = Float32Array.from(normals(shape).data);
  for (let i = 3, n = 0; i < data.length; i += 7) data[i] = specials[n++ % specials.length];
  return tf.tensor(data, shape);
}

/** Finite numbers. */
function plain(shape: number[], seed = 2): tf.Tensor {
  return tf.tensor(Float32Array.from(normals(shape, seed).data), shape);
}

function inputGradient(filter: tf.Tensor, dy: tf.Tensor, stride: number): tf.Tensor {
  const [n, h, w] = dy.shape as number[];
  const x = tf.zeros([n, stride * h, stride * w, (filter.shape as number[])[2]]);
  return tf.grad((a) => tf.conv2d(a as T4, filter as T4, stride, 'same'))(x, dy);
}

describe('NaN, infinities, the smallest and the largest numbers', () => {
  it.each<[string, (x: tf.Tensor) => tf.Tensor]>([
    ['relu', tf.relu],
    ['relu6', tf.relu6],
    ['leakyRelu', (x) => tf.leakyRelu(x, 0.1)],
    ['prelu', (x) => tf.prelu(x, plain([5]))],
    ['step', (x) => tf.step(x, 0.1)],
    ['abs', tf.abs],
    ['neg', tf.neg],
    ['sign', tf.sign],
    ['square', tf.square],
    ['sqrt', tf.sqrt],
    ['rsqrt', tf.rsqrt],
    ['reciprocal', tf.reciprocal],
    ['floor', tf.floor],
    ['ceil', tf.ceil],
    ['round', tf.round],
    ['exp', tf.exp],
    ['log', tf.log],
    ['sigmoid', tf.sigmoid],
    ['tanh', tf.tanh],
    ['softplus', tf.softplus],
    ['elu', tf.elu],
    ['clipByValue', (x) => tf.clipByValue(x, -1, 2)],
    ['isNaN', tf.isNaN],
    ['add, broadcast', (x) => tf.add(x, odd([5], [Infinity, NaN]))],
    ['sub', (x) => tf.sub(x, odd([4, 5], [Infinity, 1]))],
    ['mul', (x) => tf.mul(x, odd([4, 5], [0, Infinity]))],
    ['div by zero', (x) => tf.div(x, odd([4, 5], [0, -0, NaN]))],
    ['maximum', (x) => tf.maximum(x, odd([4, 5], [Infinity, NaN, 0]))],
    ['minimum', (x) => tf.minimum(x, odd([4, 5], [Infinity, NaN, -0]))],
    ['squaredDifference', (x) => tf.squaredDifference(x, odd([4, 5], [Infinity, NaN]))],
    ['addN', (x) => tf.addN([x, x, odd(x.shape, [-Infinity])])],
    ['greater', (x) => tf.greater(x, plain([4, 5]))],
    ['equal', (x) => tf.equal(x, x)],
    ['where', (x) => tf.where(tf.greater(x, 0), x, plain(x.shape))],
    ['sum', (x) => tf.sum(x, -1)],
    ['sum of all', (x) => tf.sum(x)],
    ['mean', (x) => tf.mean(x, [0, 1])],
    ['max', (x) => tf.max(x, 1)],
    ['min', (x) => tf.min(x, 1)],
    ['prod', (x) => tf.prod(x, 2)],
    ['softmax', tf.softmax],
    ['transpose', (x) => tf.transpose(x, [2, 0, 1])],
    ['concat', (x) => tf.concat([x, plain([3, 2, 5])], 1)],
    ['slice', (x) => tf.slice(x, [1, 1, 0], [2, 2, 5])],
    [
      'pad',
      (x) =>
        tf.pad(
          x,
          [
            [0, 0],
            [1, 2],
            [0, 1],
          ],
          NaN,
        ),
    ],
    ['cast to int32', (x) => tf.cast(tf.where(tf.isFinite(x), x, tf.ones(x.shape)), 'int32')],
    ['cast to bool', (x) => tf.cast(x, 'bool')],
  ])('%s', (_, compute) => {
    expectSame(() => compute(odd([3, 4, 5])));
  });

  // Sixteen channels: the layout in blocks; three: the plain one.
  describe.each([{ c: 3 }, { c: 16 }])('with $c channels', ({ c }) => {
    const lone = (shape: number[]): tf.Tensor => {
      const data = Float32Array.from(normals(shape).data);
      data[Math.floor(data.length / 2) + (data.length > 8 ? 2 : 0)] = NaN;
      data[1] = Infinity;
      return tf.tensor(data, shape);
    };
    it.each<[string, () => tf.Tensor | tf.Tensor[]]>([
      ['convolution', () => tf.conv2d(lone([2, 6, 5, c]) as T4, plain([3, 3, c, c]) as T4, 1, 'same')],
      [
        'strided convolution',
        () => tf.conv2d(lone([2, 6, 5, c]) as T4, plain([3, 3, c, c]) as T4, 2, 'valid'),
      ],
      ...(['linear', 'relu', 'relu6', 'leakyrelu', 'elu', 'sigmoid'] as const).map(
        (activation): [string, () => tf.Tensor] => [
          `convolution fused with ${activation}`,
          () =>
            tf.fused.conv2d({
              x: lone([2, 6, 5, c]) as T4,
              filter: plain([3, 3, c, c]) as T4,
              bias: plain([c]),
              strides: 1,
              pad: 'same',
              activation,
              leakyreluAlpha: 0.1,
            }),
        ],
      ),
      [
        'depthwise convolution',
        () => tf.depthwiseConv2d<T4>(lone([2, 6, 5, c]) as T4, plain([3, 3, c, 1]) as T4, 1, 'same'),
      ],
      ...[1, 2].map((stride): [string, () => tf.Tensor] => [
        `gradient for the input, stride ${stride}`,
        () => inputGradient(plain([3, 3, c, c]), lone([2, 6 / stride, 6 / stride, c]), stride),
      ]),
      ['a filter with NaN', () => tf.conv2d(plain([2, 6, 5, c]) as T4, lone([3, 3, c, c]) as T4, 2, 'valid')],
      ['matrix product', () => tf.matMul(lone([7, c]) as T2, plain([c, 5]) as T2)],
      ['matrix product, transposed', () => tf.matMul(plain([c, 7]) as T2, lone([5, c]) as T2, true, true)],
      ['max pooling', () => tf.maxPool<T4>(lone([2, 6, 5, c]) as T4, 2, 2, 'same')],
      ['average pooling', () => tf.avgPool<T4>(lone([2, 6, 5, c]) as T4, 2, 2, 'same')],
      [
        'bilinear resizing',
        () => tf.image.resizeBilinear<T4>(lone([2, 6, 5, c]) as T4, [9, 11], false, true),
      ],
      [
        'batch normalisation',
        () =>
          tf.batchNorm(lone([2, 6, 5, c]) as T4, plain([c]) as never, tf.fill([c], -1), plain([c]) as never),
      ],
    ])('%s', (_, compute) => {
      expectSame(compute);
    });

    // Outside the image a filter meets zeros; unless channels come in blocks they are multiplied, and 0 x NaN is NaN.
    it.each([1, 2])('a filter with NaN over padding, stride %i', (stride) => {
      const spread = blockSize() === 0 || c % blockSize() !== 0;
      const filter = (): tf.Tensor => lone([3, 3, c, c]);
      expectSame(() => tf.conv2d(plain([2, 6, 6, c]) as T4, filter() as T4, stride, 'same'), spread);
      expectSame(() => inputGradient(filter(), plain([2, 6 / stride, 6 / stride, c]), stride), spread);
    });

    it.each([
      { image: [2, 6, 5], stride: 1, pad: 'same' as const, size: [6, 5] },
      { image: [2, 6, 5], stride: 1, pad: 'valid' as const, size: [4, 3] },
      { image: [2, 6, 5], stride: 2, pad: 'same' as const, size: [3, 3] },
      { image: [2, 1, 1], stride: 1, pad: 'same' as const, size: [1, 1] },
      { image: [2, 1, 4], stride: 3, pad: 'same' as const, size: [1, 2] },
    ])('gradient for the filter, $image, stride $stride, $pad', ({ image, stride, pad, size }) => {
      for (const [draw, drawDy] of [[lone, plain] as const, [plain, lone] as const]) {
        expectSame(() =>
          tf.grad((f) => tf.conv2d(draw([...image, c]) as T4, f as T4, stride, pad))(
            plain([3, 3, c, c]),
            drawDy([image[0], ...size, c]),
          ),
        );
      }
    });
  });
});
