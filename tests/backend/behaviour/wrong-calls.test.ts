import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectSame, loadBoth, outcome } from './both';

type T2 = tf.Tensor2D;
type T3 = tf.Tensor3D;
type T4 = tf.Tensor4D;

beforeAll(loadBoth);

describe('calls that are wrong', () => {
  const x = (): T4 => tf.ones([1, 5, 5, 2]);
  const f = (): T4 => tf.ones([3, 3, 2, 4]);
  it.each<[string, () => tf.Tensor | tf.Tensor[]]>([
    ['a convolution of rank 5', () => tf.conv2d(tf.ones([1, 1, 5, 5, 2]) as never, f(), 1, 'same')],
    ['a filter of rank 3', () => tf.conv2d(x(), tf.ones([3, 3, 2]) as never, 1, 'same')],
    ['channels that do not meet', () => tf.conv2d(x(), tf.ones([3, 3, 3, 4]), 1, 'same')],
    ['stride and dilation', () => tf.conv2d(x(), f(), 2, 'same', 'NHWC', 2)],
    [
      'a convolution larger than its input',
      () => tf.conv2d(tf.ones<tf.Rank.R4>([1, 2, 2, 2]), f(), 1, 'valid'),
    ],
    ['stride zero', () => tf.conv2d(x(), f(), 0, 'same')],
    ['a padding of no name', () => tf.conv2d(x(), f(), 1, 'mirror' as never)],
    [
      'a convolution of whole numbers',
      () => tf.conv2d(tf.ones<tf.Rank.R4>([1, 5, 5, 2], 'int32'), f(), 1, 'same'),
    ],
    ['a convolution of nothing', () => tf.conv2d(tf.ones<tf.Rank.R4>([0, 5, 5, 2]), f(), 1, 'same')],
    ['a convolution to no channels', () => tf.conv2d(x(), tf.ones([3, 3, 2, 0]), 1, 'same')],
    ['matrices that do not meet', () => tf.matMul(tf.ones([2, 3]) as T2, tf.ones([2, 3]) as T2)],
    [
      'matrices of whole numbers',
      () => tf.matMul(tf.ones([2, 3], 'int32') as T2, tf.ones([3, 2], 'int32') as T2),
    ],
    ['a product of nothing', () => tf.matMul(tf.ones([0, 3]) as T2, tf.ones([3, 2]) as T2)],
    ['a product over nothing', () => tf.matMul(tf.ones([2, 0]) as T2, tf.ones([0, 3]) as T2)],
    ['batches that do not meet', () => tf.matMul(tf.ones([2, 2, 3]) as T3, tf.ones([3, 3, 2]) as T3)],
    ['a batch that broadcasts', () => tf.matMul(tf.ones([2, 2, 3]) as T3, tf.ones([1, 3, 2]) as T3)],
    ['shapes that do not broadcast', () => tf.add(tf.ones([2, 3]), tf.ones([4]))],
    [
      'a sum of whole numbers',
      () => tf.add(tf.tensor1d([1, 2], 'int32'), tf.tensor1d([2 ** 31 - 1, 1], 'int32')),
    ],
    ['a sum of whole and real', () => tf.add(tf.tensor1d([1, 2], 'int32'), tf.tensor1d([0.5, 1]))],
    [
      'a sum of booleans',
      () => tf.add(tf.tensor1d([true, true], 'bool'), tf.tensor1d([true, false], 'bool')),
    ],
    ['a sum of strings', () => tf.add(tf.tensor1d(['a']), tf.tensor1d(['b']))],
    ['a sum of complex numbers', () => tf.real(tf.add(tf.complex([1], [2]), tf.complex([3], [4])))],
    ['relu of whole numbers', () => tf.relu(tf.tensor1d([-1, 2], 'int32'))],
    ['relu of booleans', () => tf.relu(tf.tensor1d([true, false], 'bool'))],
    ['abs of whole numbers', () => tf.abs(tf.tensor1d([-1, 2], 'int32'))],
    ['a mean of whole numbers', () => tf.mean(tf.tensor1d([1, 2], 'int32'))],
    ['a sum over an axis that is not there', () => tf.sum(tf.ones([2, 3]), 2)],
    ['a sum of nothing', () => tf.sum(tf.ones([0, 3]), 0)],
    ['a maximum of nothing', () => tf.max(tf.ones([0, 3]), 0)],
    ['an order of axes with one twice', () => tf.transpose(tf.ones([2, 3]), [0, 0])],
    ['whole numbers transposed', () => tf.transpose(tf.tensor2d([[1, 2, 3]], undefined, 'int32'))],
    ['strings transposed', () => tf.transpose(tf.tensor2d([['a', 'b']])).equal(tf.tensor2d([['a'], ['c']]))],
    ['a window larger than the image', () => tf.maxPool<T4>(x(), 7, 1, 'valid')],
    ['pooling of rank 2', () => tf.avgPool(tf.ones([2, 3]) as never, 2, 1, 'same')],
    ['resizing to nothing', () => tf.image.resizeBilinear(x(), [0, 4])],
    [
      'resizing whole numbers',
      () => tf.image.resizeBilinear(tf.ones<tf.Rank.R4>([1, 2, 2, 1], 'int32'), [3, 3]),
    ],
    ['blocks that channels do not fill', () => tf.depthToSpace(tf.ones([1, 2, 2, 3]), 2, 'NHWC')],
  ])('%s', (_, compute) => {
    expectSame(compute);
  });

  it.each<[string, () => tf.Tensor]>([
    ['convolution', () => tf.conv2d(x(), tf.ones([7, 8, 2, 1]), 1, 'valid')],
    ['depthwise convolution', () => tf.depthwiseConv2d<T4>(x(), tf.ones([7, 8, 2, 1]), 1, 'valid')],
  ])('%s by more than the image holds is an error, not a tensor of negative size', (_, compute) => {
    expect(outcome('cpu', compute)).toMatchObject([{ shape: [1, -1, -2, expect.any(Number)] }]);
    expect(outcome('onnxruntime', compute)).toMatch('must have a shape comprised of positive integers');
  });

  it('a tensor that was disposed, once or twice', () => {
    for (const backend of ['cpu', 'onnxruntime']) {
      tf.setBackend(backend);
      const before = tf.memory();
      const gone = tf.ones([1, 5, 5, 2]);
      gone.dispose();
      gone.dispose();
      expect(tf.memory()).toEqual(before);
      expect(() => gone.dataSync()).toThrow('disposed');
    }
    // tfjs itself looks the tensor up and finds nothing, in words of its own.
    for (const use of [
      (x: tf.Tensor) => tf.conv2d(x as T4, tf.ones([1, 1, 2, 2]) as T4, 1, 'same'),
      tf.relu,
    ]) {
      expectSame(() => {
        const gone = tf.ones([1, 5, 5, 2]);
        gone.dispose();
        return use(gone);
      });
    }
  });
});
