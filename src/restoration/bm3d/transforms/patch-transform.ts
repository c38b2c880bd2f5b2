import { bior15 } from './bior15';
import { dct } from './dct';
import type { SquareTransform } from './square-transform';

/** Names of the transforms of patches, applied along rows and columns. */
export type PatchTransformName = 'bior1.5' | 'dct';

/** The transforms of patches by name, for a patch of n x n. */
export const patchTransforms: Readonly<Record<PatchTransformName, (n: number) => SquareTransform>> = {
  'bior1.5': bior15,
  dct,
};

/**
 * Takes coefficients of an n x n patch, starting at `offset` of `group`, back to samples in `patch`
 * (inverse along both dimensions). `scratch` holds n x n numbers.
 */
export function inversePatch(
  { size: n, inverse }: SquareTransform,
  group: Float64Array,
  offset: number,
  patch: Float64Array,
  scratch: Float64Array,
): void {
  // Along rows: scratch[v][x] = sum over u of inverse[x][u] group[v][u]. Whole rows are often zero after thresholding.
  for (let v = 0; v < n; v++) {
    const row = offset + v * n;
    let any = false;
    for (let u = 0; u < n; u++) any ||= group[row + u] !== 0;
    for (let x = 0; x < n; x++) {
      let sum = 0;
      if (any) for (let u = 0; u < n; u++) sum += inverse[x * n + u] * group[row + u];
      scratch[v * n + x] = sum;
    }
  }
  patch.fill(0);
  for (let y = 0; y < n; y++) {
    for (let v = 0; v < n; v++) {
      const weight = inverse[y * n + v];
      for (let x = 0; x < n; x++) patch[y * n + x] += weight * scratch[v * n + x];
    }
  }
}
