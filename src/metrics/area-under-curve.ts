import { InputError } from '@ddr-lab/base/errors';

/**
 * The area under the ROC curve, 0 to 1: how often a number of the first list is larger than one of the second, over all pairs; ties count half (Mann and Whitney's U over the number of pairs). 0.5 where the lists cannot be
 * told apart.
 *
 * @throws InputError for an empty list, and a number that is none.
 */
export function areaUnderCurve(larger: ArrayLike<number>, smaller: ArrayLike<number>): number {
  if (larger.length === 0 || smaller.length === 0) {
    throw new InputError('An area under the curve needs a number in each list.');
  }
  let wins = 0;
  for (let i = 0; i < larger.length; i++) {
    for (let j = 0; j < smaller.length; j++) {
      if (Number.isNaN(larger[i]) || Number.isNaN(smaller[j])) {
        throw new InputError('A list holds NaN, which is neither larger nor smaller than a number.');
      }
      wins += larger[i] > smaller[j] ? 1 : larger[i] === smaller[j] ? 0.5 : 0;
    }
  }
  return wins / (larger.length * smaller.length);
}
