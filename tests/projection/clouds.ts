import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { createRandom } from '@ddr-lab/base/random';

/** Three clouds in six dimensions; row i belongs to cloud i % 3. */
export function clouds(n: number, seed: number): Matrix<Float64Array> {
  const random = createRandom(seed);
  const data = Float64Array.from(
    { length: 6 * n },
    (_, at) => random.normal() + (at % 6 === Math.floor(at / 6) % 3 ? 9 : 0),
  );
  return createMatrix(n, 6, data);
}
