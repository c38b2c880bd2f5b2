import { InputError } from '@ddr-lab/base/errors';

/** The paper's scale in Tab. 7, from not told apart to clearly. */
export type Discriminability = '-' | '+' | '++' | '+++';

/**
 * Bounds between the grades, as distances of two groups' centres in standard deviations. They are ours: the paper's
 * own are not given in the text at hand. For two round normal groups of equal size, the straight line that parts them
 * best errs on Phi(-distance / 2) of the points: 31 % at 1, 16 % at 2, 2 % at 4.
 */
const gradeBounds = { '+': 1, '++': 2, '+++': 4 } as const;

/**
 * The distance of two groups' centres, in standard deviations of a group along one axis, that CHI amounts to for two
 * round groups of equal size in the plane: CHI = (n - 2) / 8 times its square. Unlike CHI, it does not grow with the number of
 * points, so that grades mean the same for 50 patches as for 100.
 *
 * @param points of both groups together.
 * @throws InputError for fewer than three points or a CHI below 0.
 */
export function centreDistance(chi: number, points: number): number {
  if (!(chi >= 0) || !(points >= 3)) {
    throw new InputError(`A distance needs a CHI of at least 0 and three points, not ${chi} and ${points}.`);
  }
  return Math.sqrt((8 * chi) / (points - 2));
}

/**
 * How well two groups are told apart, on the paper's scale (Tab. 7): `-` below a distance of 1 (`gradeBounds`), `+` below 2, `++`
 * below 4, `+++` from there on. For 200 points these are a CHI of 25, 99 and 396.
 *
 * @param points of both groups together.
 */
export function discriminability(chi: number, points: number): Discriminability {
  const distance = centreDistance(chi, points);
  if (distance >= gradeBounds['+++']) return '+++';
  if (distance >= gradeBounds['++']) return '++';
  return distance >= gradeBounds['+'] ? '+' : '-';
}
