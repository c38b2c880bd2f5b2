/**
 * Multiplies the coefficients of a noisy group by the empirical Wiener factors e^2 / (e^2 + sigma^2), in place,
 * where e are the coefficients of the same patches of the basic estimate (Dabov et al., eq. 8 and 9).
 *
 * @param length how many numbers at the start of both arrays belong to the group.
 * @returns the weight of the group's patches: one over the factors' sum of squares, or 1 when all are 0 (eq. 11;
 *   the noise variance there is the same for all groups and cancels).
 */
export function wienerShrink(
  group: Float64Array,
  basic: Float64Array,
  length: number,
  sigma: number,
): number {
  const variance = sigma * sigma;
  let energy = 0;
  for (let i = 0; i < length; i++) {
    const power = basic[i] * basic[i];
    const factor = power === 0 ? 0 : power / (power + variance);
    group[i] *= factor;
    energy += factor * factor;
  }
  // Below this, one over it would leave the range of numbers.
  return energy > 1e-200 ? 1 / energy : 1;
}
