import { spawnSync } from 'node:child_process';
import path from 'node:path';
// Registers all gradients.
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { cpu } from '../../src/backend/cpu';
import { onnxruntime } from '../../src/backend/onnxruntime/candidate';
import { normals } from './reference/array';

// What the onnxruntime backend does with values and calls that are not right: the same as tfjs's cpu backend.

type T2 = tf.Tensor2D;
type T3 = tf.Tensor3D;
type T4 = tf.Tensor4D;

beforeAll(async () => {
  tf.enableProdMode();
  await cpu.load();
  await onnxruntime.load();
});

/** What a computation gives on a backend: type, shape and values of its tensors, or the error. */
function outcome(backend: string, compute: () => tf.Tensor | tf.Tensor[]): unknown {
  tf.setBackend(backend);
  const before = tf.memory().numTensors;
  let result: unknown;
  try {
    result = tf.tidy(() =>
      [compute()].flat().map((tensor) => ({
        dtype: tensor.dtype,
        shape: tensor.shape,
        values: Array.from(tensor.dataSync() as Float32Array),
      })),
    );
  } catch (error) {
    result = (error as Error).message;
  }
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

function expectSame(compute: () => tf.Tensor | tf.Tensor[]): void {
  const expected = outcome('cpu', compute);
  const actual = outcome('onnxruntime', compute);
  if (typeof expected === 'string' || typeof actual === 'string') {
    expect(actual).toBe(expected);
    return;
  }
  const [ours, theirs] = [actual, expected] as { dtype: string; shape: number[]; values: number[] }[][];
  expect(ours.map(({ dtype, shape }) => ({ dtype, shape }))).toEqual(
    theirs.map(({ dtype, shape }) => ({ dtype, shape })),
  );
  theirs.forEach(({ values }, which) =>
    values.forEach((value, i) => {
      const own = ours[which].values[i];
      // Sums of a few dozen products of size 1 to 10, in another order: 1e-5 is some ten roundings of float32.
      const close = Number.isFinite(value) && Math.abs(own - value) <= 1e-5 * Math.max(1, Math.abs(value));
      expect(close || Object.is(own, value), `output ${which}, value ${i}: ${own}, cpu has ${value}`).toBe(
        true,
      );
    }),
  );
}

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
      data[Math.floor(data.length / 2)] = NaN;
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
      [
        'gradient for the input',
        () =>
          tf.grad((x) => tf.conv2d(x as T4, plain([3, 3, c, c]) as T4, 1, 'same'))(
            plain([2, 6, 5, c]),
            lone([2, 6, 5, c]),
          ),
      ],
      ['an infinite filter', () => tf.conv2d(plain([2, 6, 5, c]) as T4, lone([3, 3, c, c]) as T4, 1, 'same')],
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

    // The one difference: zeros that fill up the images are multiplied too, and 0 x NaN is NaN, so that it comes
    // to more of the filter's values than in the cpu backend; it is lost in none.
    it.each([
      { stride: 1, pad: 'same' as const, size: [6, 5] },
      { stride: 1, pad: 'valid' as const, size: [4, 3] },
      { stride: 2, pad: 'same' as const, size: [3, 3] },
    ])('gradient for the filter, stride $stride, $pad', ({ stride, pad, size }) => {
      for (const [draw, drawDy] of [[lone, plain] as const, [plain, lone] as const]) {
        const [theirs, ours] = ['cpu', 'onnxruntime'].map((backend) => {
          const gradient = outcome(backend, () =>
            tf.grad((f) => tf.conv2d(draw([2, 6, 5, c]) as T4, f as T4, stride, pad))(
              plain([3, 3, c, c]),
              drawDy([2, ...size, c]),
            ),
          );
          return (gradient as { values: number[] }[])[0].values;
        });
        expect(theirs.some((value) => !Number.isFinite(value))).toBe(true);
        expect(ours.some((value) => Number.isFinite(value))).toBe(true);
        theirs.forEach((value, i) => {
          if (!Number.isFinite(value)) expect(ours[i], `value ${i}`).not.toSatisfy(Number.isFinite);
          else if (Number.isFinite(ours[i]))
            expect(Math.abs(ours[i] - value)).toBeLessThan(1e-5 * Math.max(1, Math.abs(value)));
        });
      }
    });
  });
});

describe('calls that are wrong', () => {
  const x = (): T4 => tf.ones([1, 5, 5, 2]);
  const f = (): T4 => tf.ones([3, 3, 2, 4]);
  it.each<[string, () => tf.Tensor | tf.Tensor[]]>([
    [
      'a convolution of rank 5',
      () => tf.conv2d(tf.ones<tf.Rank.R4>([1, 1, 5, 5, 2]) as never, f(), 1, 'same'),
    ],
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

describe('more memory than there is', () => {
  /** Each asks for 40 GB or far more. */
  it.each<[string, () => tf.Tensor]>([
    ['a tensor', () => tf.zeros([1e11])],
    ['a broadcast sum', () => tf.add(tf.ones([1e6, 1]), tf.ones([1, 1e6]))],
    ['a product', () => tf.matMul(tf.ones([1e6, 1]) as T2, tf.ones([1, 1e6]) as T2)],
    [
      'a convolution',
      () => tf.conv2d(tf.ones<tf.Rank.R4>([1, 1000, 1000, 1]), tf.ones([1, 1, 1, 1e6]), 1, 'same'),
    ],
    ['a resizing', () => tf.image.resizeBilinear(tf.ones([1, 2, 2, 1]) as T4, [1e6, 1e6])],
    [
      'what onnxruntime needs on the way to a small result',
      () =>
        tf.conv2dTranspose(
          tf.ones([1, 128, 128, 1]) as T4,
          tf.ones([3000, 3000, 1, 1]),
          [1, 3254, 3254, 1],
          2,
          'valid',
        ),
    ],
  ])('%s is an error that says so and leaves the backend usable', (_, compute) => {
    tf.setBackend('onnxruntime');
    const before = tf.memory().numTensors;
    expect(() => tf.tidy(compute)).toThrow(/memory|typed array length|allocation|buffer/i);
    expect(tf.memory().numTensors).toBe(before);
    expect(
      tf.tidy(
        () =>
          tf.conv2d(tf.ones<tf.Rank.R4>([1, 3, 3, 1]) as T4, tf.ones([3, 3, 1, 1]), 1, 'valid').dataSync()[0],
      ),
    ).toBe(9);
  });
});

it('keeps memory flat over 10,000 iterations', { timeout: 300_000 }, () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--import', 'tsx', path.join(__dirname, 'soak.ts'), '10000'],
    { cwd: path.resolve(__dirname, '../..'), encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  const { early, late, tensors, bytes } = JSON.parse(stdout) as Record<string, number>;
  expect({ tensors, bytes }).toEqual({ tensors: 0, bytes: 0 });
  expect(late / early).toBeLessThan(1.05);
});
