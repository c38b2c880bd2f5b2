import * as tf from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { both, draw, expectSame, shapes, useOnnxruntime } from './against-cpu';

beforeAll(useOnnxruntime);

// Numbers are only moved here: all must come out as they went in, to the last bit.

const dtypes = fc.constantFrom('float32', 'int32', 'bool' as const);
type Dtype = 'float32' | 'int32' | 'bool';

function tensorOf(shape: number[], dtype: Dtype, seed = 1): tf.Tensor {
  const numbers = draw(shape, seed);
  if (dtype === 'float32') return tf.tensor(numbers, shape);
  const whole = Int32Array.from(numbers);
  return dtype === 'int32'
    ? tf.tensor(whole, shape, 'int32')
    : tf.tensor(
        Uint8Array.from(whole, (v) => v & 1),
        shape,
        'bool',
      );
}

/** A shape, and for each of its axes what `perAxis` draws. */
function withAxes<T>(
  perAxis: (size: number) => fc.Arbitrary<T>,
): fc.Arbitrary<{ shape: number[]; axes: T[] }> {
  return shapes.chain((shape) =>
    fc.tuple(...shape.map(perAxis)).map((axes) => ({ shape, axes: axes as T[] })),
  );
}

function check(property: fc.IRawProperty<unknown>): void {
  fc.assert(property as fc.IProperty<unknown>, { numRuns: 100 });
}

describe('Transpose', () => {
  it('equals the cpu backend for every order of axes', () => {
    const orders = shapes.chain((shape) =>
      fc.tuple(
        fc.constant(shape),
        fc.shuffledSubarray(
          shape.map((_, i) => i),
          { minLength: shape.length },
        ),
      ),
    );
    check(
      fc.property(orders, dtypes, ([shape, perm], dtype) => {
        tf.tidy(() => expectSame(both('Transpose', { x: tensorOf(shape, dtype) }, { perm })));
      }),
    );
  });

  it.each([
    { shape: [37, 61], perm: [1, 0] },
    { shape: [3, 8, 9, 20], perm: [0, 3, 1, 2] },
    { shape: [3, 20, 9, 8], perm: [0, 2, 3, 1] },
    { shape: [2, 1, 33, 1, 18], perm: [0, 4, 1, 2, 3] },
    { shape: [5, 6, 7, 8], perm: [2, 3, 0, 1] },
    { shape: [5, 6, 7, 8], perm: [3, 2, 1, 0] },
    { shape: [24, 6, 2, 40], perm: [0, 2, 1, 3] },
    { shape: [24, 6, 2, 42], perm: [0, 2, 1, 3] },
    { shape: [7, 5, 3, 4, 8], perm: [1, 2, 0, 3, 4] },
    { shape: [2, 3, 5, 7, 6, 4], perm: [0, 1, 4, 2, 3, 5] },
    { shape: [3, 4, 5, 6, 7, 2], perm: [5, 0, 3, 1, 4, 2] },
  ])('equals the cpu backend for $shape to the order $perm', ({ shape, perm }) => {
    tf.tidy(() => {
      for (const dtype of ['float32', 'int32', 'bool'] as const) {
        expectSame(both('Transpose', { x: tensorOf(shape, dtype) }, { perm }));
      }
    });
  });
});

it('Slice equals the cpu backend', () => {
  const parts = withAxes((size) =>
    fc
      .integer({ min: 0, max: size })
      .chain((begin) => fc.tuple(fc.constant(begin), fc.integer({ min: -1, max: size - begin }))),
  );
  check(
    fc.property(parts, dtypes, ({ shape, axes }, dtype) => {
      const attrs = { begin: axes.map(([begin]) => begin), size: axes.map(([, size]) => size) };
      tf.tidy(() => expectSame(both('Slice', { x: tensorOf(shape, dtype) }, attrs)));
    }),
  );
  tf.tidy(() => {
    expect(() => both('Slice', { x: tf.ones([2, 3]) }, { begin: [0, 1], size: [2, 3] })).toThrow();
  });
});

function refuses(backendName: string, x: tf.Tensor, attrs: object): boolean {
  const backend = tf.backend() as MathBackendCPU;
  try {
    const { kernelFunc } = tf.getKernel('StridedSlice', backendName);
    const result = kernelFunc({ inputs: { x }, attrs, backend } as never) as tf.TensorInfo;
    backend.disposeIntermediateTensorInfo(result);
    return false;
  } catch {
    return true;
  }
}

it('StridedSlice equals the cpu backend, forwards and backwards', () => {
  const parts = withAxes((size) =>
    fc.record({
      begin: fc.integer({ min: -size - 1, max: size + 1 }),
      end: fc.integer({ min: -size - 1, max: size + 1 }),
      stride: fc.constantFrom(-3, -2, -1, 1, 2, 3),
    }),
  );
  check(
    fc.property(parts, dtypes, fc.nat({ max: 15 }), fc.nat({ max: 15 }), ({ shape, axes }, dtype, b, e) => {
      const attrs = {
        begin: axes.map(({ begin }) => begin),
        end: axes.map(({ end }) => end),
        strides: axes.map(({ stride }) => stride),
        beginMask: b,
        endMask: e,
        ellipsisMask: 0,
        newAxisMask: 0,
        shrinkAxisMask: 0,
      };
      if (axes.length === 0) return;
      tf.tidy(() => {
        const x = tensorOf(shape, dtype);
        // The cpu backend refuses some slices that hold nothing (begin 1, end 0, stride 1): then so must ours.
        if (refuses('cpu', x, attrs)) expect(refuses('onnxruntime', x, attrs)).toBe(true);
        else expectSame(both('StridedSlice', { x }, attrs));
      });
    }),
  );
});

it('Reverse equals the cpu backend', () => {
  check(
    fc.property(
      withAxes(() => fc.boolean()),
      dtypes,
      ({ shape, axes }, dtype) => {
        const dims = axes.flatMap((turned, axis) => (turned ? [axis] : []));
        tf.tidy(() => expectSame(both('Reverse', { x: tensorOf(shape, dtype) }, { dims })));
      },
    ),
  );
});

const paddings = withAxes(() => fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })));

it('PadV2 equals the cpu backend', () => {
  check(
    fc.property(paddings, dtypes, fc.constantFrom(0, 1, -2), ({ shape, axes }, dtype, constantValue) => {
      tf.tidy(() => {
        expectSame(both('PadV2', { x: tensorOf(shape, dtype) }, { paddings: axes, constantValue }));
      });
    }),
  );
});

it('MirrorPad equals the cpu backend', () => {
  const mirrors = withAxes((size) => fc.tuple(fc.nat({ max: Math.max(0, size - 1) }), fc.nat({ max: size })));
  check(
    fc.property(mirrors, dtypes, fc.boolean(), ({ shape, axes }, dtype, reflect) => {
      // As tfjs allows: up to the whole axis, less one where the edge itself is not repeated.
      const within = axes.map((pad, axis) =>
        pad.map((count) => Math.min(count, Math.max(0, shape[axis] - (reflect ? 1 : 0)))),
      );
      const attrs = { paddings: within, mode: reflect ? 'reflect' : 'symmetric' };
      tf.tidy(() => expectSame(both('MirrorPad', { x: tensorOf(shape, dtype) }, attrs)));
    }),
  );
});

it('Concat equals the cpu backend, also of empty tensors', () => {
  const several = fc
    .tuple(shapes, fc.nat({ max: 3 }), fc.array(fc.nat({ max: 4 }), { minLength: 1, maxLength: 4 }))
    .filter(([shape]) => shape.length > 0);
  check(
    fc.property(several, dtypes, ([shape, which, sizes], dtype) => {
      const axis = which % shape.length;
      tf.tidy(() => {
        const tensors = sizes.map((size, seed) =>
          tensorOf(
            shape.map((length, i) => (i === axis ? size : length)),
            dtype,
            seed,
          ),
        );
        expectSame(both('Concat', tensors, { axis }));
        expectSame(both('Concat', tensors, { axis: axis - shape.length }));
      });
    }),
  );
});

it('Tile equals the cpu backend', () => {
  check(
    fc.property(
      withAxes(() => fc.nat({ max: 3 })),
      dtypes,
      ({ shape, axes }, dtype) => {
        tf.tidy(() => expectSame(both('Tile', { x: tensorOf(shape, dtype) }, { reps: axes })));
      },
    ),
  );
});

describe('GatherV2', () => {
  it('equals the cpu backend along every axis', () => {
    const calls = fc
      .tuple(shapes, fc.nat({ max: 3 }), fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 5 }))
      .filter(([shape]) => shape.length > 0 && !shape.includes(0));
    check(
      fc.property(calls, dtypes, ([shape, which, order], dtype) => {
        const axis = which % shape.length;
        tf.tidy(() => {
          const indices = tf.tensor1d(
            order.map((index) => index % shape[axis]),
            'int32',
          );
          const attrs = { axis, batchDims: 0 };
          expectSame(both('GatherV2', { x: tensorOf(shape, dtype), indices }, attrs));
        });
      }),
    );
  });

  it('takes indices of any rank, and refuses those out of range as the cpu backend does', () => {
    tf.tidy(() => {
      const x = tensorOf([4, 50, 30], 'float32');
      const indices = tf.tensor2d([3, 0, 49, 7, 7, 1], [2, 3], 'int32');
      expectSame(both('GatherV2', { x, indices }, { axis: 1, batchDims: 0 }));
      expect(() => both('GatherV2', { x, indices }, { axis: 0, batchDims: 0 })).toThrow(/49 is not in/);
    });
  });
});

it('DepthToSpace equals the cpu backend', () => {
  const calls = fc.tuple(
    fc.nat({ max: 3 }),
    fc.nat({ max: 5 }),
    fc.nat({ max: 5 }),
    fc.integer({ min: 1, max: 20 }),
    fc.integer({ min: 2, max: 3 }),
  );
  check(
    fc.property(calls, ([n, h, w, c, b]) => {
      const attrs = { blockSize: b, dataFormat: 'NHWC' };
      const shape = [n, h, w, c * b * b];
      tf.tidy(() => expectSame(both('DepthToSpace', { x: tensorOf(shape, 'float32') }, attrs)));
    }),
  );
});
