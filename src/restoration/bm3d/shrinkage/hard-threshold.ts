/**
 * Sets the coefficients of a group that do not exceed `threshold` in magnitude to 0, in place.
 *
 * @param length how many numbers at the start of `group` belong to the group.
 * @returns the weight of the group's patches: one over the number of coefficients that remain, or 1 when none
 *   does (Dabov et al., eq. 10; the noise variance there is the same for all groups and cancels).
 */
export function hardThreshold(group: Float64Array, length: number, threshold: number): number {
  let remaining = 0;
  for (let i = 0; i < length; i++) {
    if (Math.abs(group[i]) > threshold) remaining++;
    else group[i] = 0;
  }
  return remaining >= 1 ? 1 / remaining : 1;
}
