import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { block } from '@ddr-lab/engine/onnxruntime/simd/elementwise';
import { both, draw, expectSame, shapes, useOnnxruntime } from './against-cpu';

beforeAll(useOnnxruntime);

const seeds = fc.integer({ min: 0, max: 1e9 });

/** Two shapes that broadcast: some axes of each become 1, some in front are left away. */
const pairs = fc
  .tuple(
    fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 3 })), { maxLength: 5 }),
    fc.integer({ min: 0, max: 5 }),
    fc.boolean(),
  )
  .map(([axes, dropped, swap]) => {
    const a = axes.map(([size, which]) => (which === 1 ? 1 : size));
    const b = axes.map(([size, which]) => (which === 2 ? 1 : size)).slice(dropped);
    return swap ? [b, a] : [a, b];
  });

const binaryKernels = [
  'Add',
  'Sub',
  'Multiply',
  'RealDiv',
  'Maximum',
  'Minimum',
  'SquaredDifference',
  'Greater',
  'GreaterEqual',
  'Less',
  'LessEqual',
  'Equal',
  'NotEqual',
];

describe.each(binaryKernels)('%s', (name) => {
  it('equals the cpu backend to the last bit, broadcasting or not', () => {
    fc.assert(
      fc.property(pairs, seeds, ([a, b], seed) => {
        tf.tidy(() => {
          const inputs = { a: tf.tensor(draw(a, seed), a), b: tf.tensor(draw(b, seed + 1), b) };
          expectSame(both(name, inputs));
        });
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    { what: 'of one shape', a: [2, block + 5], b: [2, block + 5] },
    { what: 'with a scalar', a: [2 * block + 1], b: [] },
    { what: 'with a bias of 48 channels', a: [2, 50, 48], b: [48] },
    { what: 'with a row longer than a block', a: [2, block + 7], b: [block + 7] },
    { what: 'with a column', a: [3, 1], b: [3, 2000] },
    { what: 'of rows and columns', a: [90, 1], b: [1, 70] },
  ])('equals the cpu backend over several blocks, $what', ({ a, b }) => {
    tf.tidy(() => {
      const [x, y] = [tf.tensor(draw(a, 7), a), tf.tensor(draw(b, 8), b)];
      expectSame(both(name, { a: x, b: y }));
      expectSame(both(name, { a: y, b: x }));
    });
  });

  it('leaves integers to the cpu backend', () => {
    tf.tidy(() => {
      const inputs = { a: tf.tensor1d([7, -7, 2147483647], 'int32'), b: tf.tensor1d([2, 2, 1], 'int32') };
      expectSame(both(name, inputs));
    });
  });
});

describe.each([
  { name: 'Relu' },
  { name: 'Relu6' },
  { name: 'Sqrt' },
  { name: 'Rsqrt' },
  { name: 'Square' },
  { name: 'Abs' },
  { name: 'Neg' },
  { name: 'Sign' },
  { name: 'Reciprocal' },
  { name: 'Floor' },
  { name: 'Ceil' },
  { name: 'LeakyRelu', attrs: { alpha: 0.1 } },
  { name: 'LeakyRelu', attrs: { alpha: -3 } },
  { name: 'Step', attrs: { alpha: 0.1 } },
  { name: 'Step', attrs: { alpha: NaN } },
  { name: 'ClipByValue', attrs: { clipValueMin: -0.7, clipValueMax: 0.1 } },
  { name: 'ClipByValue', attrs: { clipValueMin: 2, clipValueMax: 1 } },
  { name: 'ClipByValue', attrs: { clipValueMin: -Infinity, clipValueMax: Infinity } },
])('$name $attrs', ({ name, attrs }) => {
  it('equals the cpu backend to the last bit', () => {
    fc.assert(
      fc.property(shapes, seeds, (shape, seed) => {
        tf.tidy(() => expectSame(both(name, { x: tf.tensor(draw(shape, seed), shape) }, attrs)));
      }),
      { numRuns: 30 },
    );
  });

  it('equals the cpu backend over several blocks, and leaves integers to it', () => {
    tf.tidy(() => {
      expectSame(both(name, { x: tf.tensor(draw([2 * block + 3], 3)) }, attrs));
      expectSame(both(name, { x: tf.tensor1d([-3, 0, 4], 'int32') }, attrs));
    });
  });
});

it('Prelu equals the cpu backend to the last bit, a slope for each channel', () => {
  tf.tidy(() => {
    const x = tf.tensor(draw([2, 40, 30, 5], 1), [2, 40, 30, 5]);
    for (const shape of [[5], [], [40, 30, 5], [2, 40, 30, 5]]) {
      expectSame(both('Prelu', { x, alpha: tf.tensor(draw(shape, 2), shape) }));
    }
  });
});

it('EluGrad equals the cpu backend to the last bit', () => {
  tf.tidy(() => {
    const [dy, y] = [1, 2].map((seed) => tf.tensor(draw([3, 2000], seed), [3, 2000]));
    expectSame(both('EluGrad', { dy, y }));
  });
});

it('AddN equals the cpu backend to the last bit, of one tensor and of many', () => {
  tf.tidy(() => {
    const tensors = [1, 2, 3, 4].map((seed) => tf.tensor(draw([3, 2000], seed), [3, 2000]));
    for (let count = 1; count <= 4; count++) expectSame(both('AddN', tensors.slice(0, count)));
    expectSame(both('AddN', [tf.tensor1d([-0])]));
  });
});

it('takes float32 that tfjs has cast from bool without a copy', () => {
  tf.tidy(() => {
    const mask = tf.cast(tf.tensor1d([1, 0, 1], 'bool'), 'float32');
    expectSame(both('Multiply', { a: mask, b: tf.tensor1d([0.1, NaN, -0]) }));
    expectSame(both('Neg', { x: mask }));
  });
});

it('refuses shapes that do not broadcast, as tfjs does', () => {
  tf.tidy(() => {
    const inputs = { a: tf.ones([2, 3]), b: tf.ones([2]) };
    expect(() => both('Add', inputs)).toThrow(/broadcast/);
  });
});
