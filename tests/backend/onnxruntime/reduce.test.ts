import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { both, draw, expectClose, expectSame, shapes, useOnnxruntime } from './against-cpu';

beforeAll(useOnnxruntime);

const seeds = fc.nat({ max: 1e9 });

/** A shape and some of its axes. */
const reductions = shapes.chain((shape) =>
  fc.tuple(fc.constant(shape), fc.subarray(shape.map((_, axis) => axis))),
);

/** Several blocks of rows, of columns, of both, and axes that are not neighbours. */
const large = [
  { shape: [3, 9000], axis: [1] },
  { shape: [700, 30], axis: [1] },
  { shape: [9000, 3], axis: [0] },
  { shape: [5, 4100], axis: [0] },
  { shape: [4, 300, 37], axis: [1] },
  { shape: [2, 24, 24, 32], axis: [0, 1, 2] },
  { shape: [6, 20, 30, 10], axis: [0, 2] },
  { shape: [6, 20, 30, 10], axis: [1, 3] },
  { shape: [6, 20, 1, 100], axis: [-1] },
];

function keyed(name: string, axis: number[], keepDims: boolean): object {
  return name === 'Max' ? { reductionIndices: axis, keepDims } : { axis, keepDims };
}

/**
 * Both add in float64, only in another order: results differ by a rounding to float32, 2^-24 of themselves. The
 * cpu backend's mean rounds each number, of at most 4, before it adds.
 */
const rounding = { Sum: 2 ** -23, Mean: 2 ** -21 };

describe.each(['Sum', 'Mean'] as const)('%s', (name) => {
  it('equals the cpu backend over any axes', () => {
    fc.assert(
      fc.property(reductions, seeds, fc.boolean(), ([shape, axis], seed, keepDims) => {
        tf.tidy(() => {
          const x = tf.tensor(draw(shape, seed, false), shape);
          expectClose(both(name, { x }, keyed(name, axis, keepDims)), rounding[name]);
        });
      }),
      { numRuns: 100 },
    );
  });

  it.each(large)('equals the cpu backend for $shape over $axis', ({ shape, axis }) => {
    tf.tidy(() => {
      const x = tf.tensor(draw(shape, 5, false), shape);
      expectClose(both(name, { x }, keyed(name, axis, true)), rounding[name]);
    });
  });

  it('passes on NaN and infinities as the cpu backend does', () => {
    tf.tidy(() => {
      const x = tf.tensor2d([NaN, 1, Infinity, 2, -Infinity, Infinity, -0, -0, 1, 2], [5, 2]);
      expectSame(both(name, { x }, { axis: [1], keepDims: false }));
      expectSame(both(name, { x }, { axis: [0], keepDims: false }));
    });
  });
});

it('Sum keeps what a sum in float32 would lose', () => {
  tf.tidy(() => {
    const ones = tf.tensor1d(new Float32Array(30000).fill(1));
    expect(tf.sum(tf.concat([tf.tensor1d([2 ** 24]), ones])).dataSync()[0]).toBe(2 ** 24 + 30000);
  });
});

describe.each(['Max', 'Min'])('%s', (name) => {
  /** Of 0 and -0 the cpu backend takes the first, we either. */
  const withoutSign = (numbers: tf.TypedArray): tf.TypedArray =>
    Float32Array.from(numbers as Float32Array, (value) => value + 0);

  it('equals the cpu backend over any axes, NaN where any number is', () => {
    fc.assert(
      fc.property(reductions, seeds, fc.boolean(), ([shape, axis], seed, keepDims) => {
        tf.tidy(() => {
          const x = tf.tensor(draw(shape, seed), shape);
          const { ours, cpu, ...rest } = both(name, { x }, keyed(name, axis, keepDims));
          expectSame({ ours: withoutSign(ours), cpu: withoutSign(cpu), ...rest });
        });
      }),
      { numRuns: 100 },
    );
  });

  it.each(large)('equals the cpu backend for $shape over $axis', ({ shape, axis }) => {
    tf.tidy(() => {
      const x = tf.tensor(draw(shape, 6, false), shape);
      expectSame(both(name, { x }, keyed(name, axis, false)));
    });
  });
});

describe.each(['ArgMax', 'ArgMin', 'Prod'])('%s', (name) => {
  it('equals the cpu backend along every axis', () => {
    fc.assert(
      fc.property(
        shapes.filter((shape) => shape.length > 0 && !shape.includes(0)),
        fc.nat({ max: 3 }),
        seeds,
        (shape, which, seed) => {
          tf.tidy(() => {
            const x = tf.tensor(draw(shape, seed), shape);
            expectSame(both(name, { x }, { axis: [which % shape.length], keepDims: name === 'Prod' }));
          });
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe.each(['Any', 'All'])('%s', (name) => {
  it.each([[[0]], [[1]], [[0, 2]]])('equals the cpu backend along %s', (axis) => {
    tf.tidy(() => {
      const x = tf.tensor(
        Uint8Array.from(draw([4, 5, 6], 3), (v) => (v > -3 ? 1 : 0)),
        [4, 5, 6],
        'bool',
      );
      for (const keepDims of [false, true]) expectSame(both(name, { x }, { axis, keepDims }));
    });
  });
});

it('Softmax equals the cpu backend to the last bit', () => {
  fc.assert(
    fc.property(
      shapes.filter((shape) => shape.length > 0),
      seeds,
      fc.boolean(),
      (shape, seed, wild) => {
        tf.tidy(() => {
          const logits = tf.tensor(draw(shape, seed, wild), shape);
          expectSame(both('Softmax', { logits }, { dim: -1 }));
        });
      },
    ),
    { numRuns: 60 },
  );
  tf.tidy(() => {
    expect(() => both('Softmax', { logits: tf.ones([2, 3]) }, { dim: 0 })).toThrow(/non-last/);
  });
});
