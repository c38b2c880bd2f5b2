import { spawnSync } from 'node:child_process';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadBoth } from './both';

type T2 = tf.Tensor2D;
type T4 = tf.Tensor4D;

beforeAll(loadBoth);

describe('more memory than there is', () => {
  /** Each asks for more than a typed array or a process can have, also where memory is promised freely. */
  it.each<[string, () => tf.Tensor]>([
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
          tf.ones([1, 8e6, 1, 1]) as T4,
          tf.ones([8e6, 1, 1, 1]),
          [1, 24e6 - 2, 1, 1],
          [2, 1],
          'valid',
        ),
    ],
    // Made by tfjs itself, in the words of the JavaScript engine.
    ['a tensor', () => tf.zeros([1e11])],
  ])('%s is an error that says so and leaves the backend usable', (_, compute) => {
    tf.setBackend('onnxruntime');
    const before = tf.memory().numTensors;
    expect(() => tf.tidy(compute)).toThrow(/^Out of memory: .*GiB|^Invalid typed array length: \d+$/);
    expect(tf.memory().numTensors).toBe(before);
    expect(
      tf.tidy(
        () =>
          tf.conv2d(tf.ones<tf.Rank.R4>([1, 3, 3, 1]) as T4, tf.ones([3, 3, 1, 1]), 1, 'valid').dataSync()[0],
      ),
    ).toBe(9);
  });
});

it('keeps memory flat over 10,000 iterations', () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--expose-gc', '--import', 'tsx', path.join(__dirname, 'soak.ts'), '10000'],
    { cwd: path.resolve(__dirname, '../../..'), encoding: 'utf8' },
  );
  expect(status, stderr).toBe(0);
  const { early, late, tensors, bytes } = JSON.parse(stdout) as Record<string, number>;
  expect({ tensors, bytes }).toEqual({ tensors: 0, bytes: 0 });
  expect(late / early).toBeLessThan(1.05);
});
