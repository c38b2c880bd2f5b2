import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { both, draw, expectSame, useOnnxruntime } from './against-cpu';

beforeAll(useOnnxruntime);

const count = 20000;

/** Of all sizes, NaN, infinities and zeros among them. */
function numbers(): Float32Array {
  const small = draw([count / 2], 1);
  const large = draw([count / 2], 2, false).map((value) => value * 25);
  return Float32Array.of(...small, ...large);
}

describe.each(['Exp', 'Log', 'Tanh', 'Elu', 'Sigmoid'])('%s', (name) => {
  it("is the cpu backend's to six digits, at every size of the result", () => {
    tf.tidy(() => {
      const { ours, cpu } = both(name, { x: tf.tensor1d(numbers()) });
      for (let i = 0; i < count; i++) {
        if (Object.is(ours[i], cpu[i])) continue;
        // onnxruntime's polynomials miss by up to 2.9e-7 (Tanh's, seen over a million numbers): room for twice
        // that. ELU near 0 is a difference of numbers near 1. Below the least normal number there are fewer digits.
        const size = name === 'Elu' ? Math.max(1, Math.abs(cpu[i])) : Math.abs(cpu[i]);
        const allowed = 5e-7 * size + 2 ** -126;
        if (!(Math.abs(ours[i] - cpu[i]) <= allowed))
          expect.fail(`${ours[i]}, the cpu backend has ${cpu[i]}`);
      }
    });
  });

  it('leaves to the cpu backend few numbers, and integers', () => {
    tf.tidy(() => {
      expectSame(both(name, { x: tf.tensor1d(draw([100], 3)) }));
      expectSame(both(name, { x: tf.tensor1d([1, 2, 3], 'int32') }));
      expectSame(both(name, { x: tf.tensor1d([]) }));
    });
  });
});
