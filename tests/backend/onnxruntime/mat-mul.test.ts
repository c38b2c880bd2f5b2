import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { openSessions } from '@ddr-lab/engine/onnxruntime/sessions';
import { both, draw, expectClose, useOnnxruntime } from './against-cpu';

beforeAll(useOnnxruntime);

/**
 * Both sides add up products of numbers of at most 4 in float32, ours four or more sums at a time: a sum of n
 * terms is off by less than n 2^-24 of the sum of their sizes, at most 16 n, and by far less than that as a rule.
 */
const tolerance = (terms: number): number => terms * 16 * 2 ** -24;

function matrix(rows: number, columns: number, turned: boolean, batch: number[], seed: number): tf.Tensor {
  const shape = [...batch, ...(turned ? [columns, rows] : [rows, columns])];
  return tf.tensor(draw(shape, seed, false), shape);
}

describe('BatchMatMul', () => {
  const size = fc.integer({ min: 1, max: 60 });
  const batches = fc.constantFrom(
    ...([
      [[], []],
      [[3], [3]],
      [[3], []],
      [[], [3]],
      [[1], [4]],
      [[4], [1]],
      [
        [2, 3],
        [2, 3],
      ],
      [[2, 3], []],
      [[1, 1], [2]],
      [[0], [0]],
    ] as [number[], number[]][]),
  );

  it('equals the cpu backend, turned or not, of one pair or of many', () => {
    fc.assert(
      fc.property(
        size,
        size,
        size,
        batches,
        fc.boolean(),
        fc.boolean(),
        (m, k, n, [p, q], transposeA, transposeB) => {
          tf.tidy(() => {
            const a = matrix(m, k, transposeA, p, 1);
            const b = matrix(k, n, transposeB, q, 2);
            expectClose(both('BatchMatMul', { a, b }, { transposeA, transposeB }), tolerance(k));
          });
        },
      ),
      { numRuns: 80 },
    );
  });

  it('passes on NaN and infinities', () => {
    tf.tidy(() => {
      const a = draw([64, 64], 1, false);
      a.set([NaN, Infinity, -Infinity, 0], 130);
      const inputs = { a: tf.tensor(a, [64, 64]), b: matrix(64, 64, false, [], 2) };
      const { ours, cpu } = both('BatchMatMul', inputs, { transposeA: false, transposeB: false });
      for (let i = 128; i < 192; i++) expect(Number.isNaN(ours[i])).toBe(Number.isNaN(cpu[i]));
      expect(ours.slice(192).every(Number.isFinite)).toBe(true);
    });
  });

  it('names sizes that do not fit as the cpu backend does', () => {
    tf.tidy(() => {
      const inputs = { a: tf.ones([40, 50]), b: tf.ones([40, 50]) };
      expect(() => both('BatchMatMul', inputs, { transposeA: false, transposeB: false })).toThrow(
        /must match/,
      );
    });
  });

  it('needs one graph for every four kinds of products, whatever their sizes', () => {
    const before = openSessions();
    tf.tidy(() => {
      for (const columns of [70, 80, 90, 100]) {
        tf.matMul(tf.ones([64, columns]) as tf.Tensor2D, tf.ones([columns, 64]) as tf.Tensor2D);
      }
    });
    expect(openSessions() - before).toBeLessThanOrEqual(1);
  });
});

it.each([undefined, 'linear', 'relu', 'relu6', 'elu', 'sigmoid', 'prelu', 'leakyrelu'])(
  '_FusedMatMul equals the cpu backend with activation %s',
  (activation) => {
    tf.tidy(() => {
      const attrs = { transposeA: false, transposeB: true, activation, leakyreluAlpha: 0.3 };
      const preluActivationWeights = tf.tensor1d([0.1, 0.2, 0.3, 0.4, 0.5]);
      for (const batch of [[], [3]]) {
        const a = matrix(70, 60, false, batch, 1);
        const b = matrix(60, 5, true, [], 2);
        const inputs: tf.NamedTensorMap = {
          a,
          b,
          bias: tf.tensor1d([1, 2, 3, -4, -5]),
          preluActivationWeights,
        };
        expectClose(both('_FusedMatMul', inputs, attrs), tolerance(60));
      }
    });
  },
);
