import { expect, it } from 'vitest';
import { solvePositiveDefinite } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';

it('finds x of A x', () => {
  const n = 12;
  const random = createRandom(1);
  const B = Float64Array.from({ length: n * n }, () => random.normal());
  const A = Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let sum = i === j ? 1 : 0;
    for (let k = 0; k < n; k++) sum += B[i * n + k] * B[j * n + k];
    return sum;
  });
  const x = Float64Array.from({ length: n }, () => random.normal());
  const b = x.map((_, i) => x.reduce((sum, value, j) => sum + A[i * n + j] * value, 0));
  // float64, and a matrix whose eigenvalues lie within a factor of some 50.
  solvePositiveDefinite(A, b).forEach((value, i) => expect(value).toBeCloseTo(x[i], 10));
});

it('says what is wrong', () => {
  expect(() => solvePositiveDefinite(Float64Array.of(1, 2, 2, 4), [1, 1])).toThrow(InputError);
  expect(() => solvePositiveDefinite(Float64Array.of(1, 2, 2), [1, 1])).toThrow('2 x 2');
  expect(() => solvePositiveDefinite(Float64Array.of(NaN), [1])).toThrow('positive definite');
});
