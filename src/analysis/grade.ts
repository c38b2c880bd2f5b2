/** How far features are sorted by degradation; `undecided` where too few patches do not show it. */
export type Grade = 'strongly' | 'weakly' | 'not' | 'undecided';

/** What a grade asks of a layer. */
export interface GradeBounds {
  /** Least CHI, of three groups of 100 points; of other numbers the CHI that amounts to the same (`comparableChi`). */
  readonly chi: number;
  /** Least CHI as it is, whatever the number of points. */
  readonly raw: number;
  /** How many times the CHI of the input's pixels. */
  readonly timesPixels: number;
}

/**
 * The bounds, set by what CHI means before any network was looked at; those on CHI are the ones that the project's
 * claims about the paper's Sec. 4.3 have.
 *
 * - CHI of three overlapping sets of 100 points is near 1. At 100 a scatter shows separate groups; between 20 and
 *   100 groups overlap; below 20 none is told from the next by eye.
 * - CHI is a ratio of variances: below 5 chance explains it, however few points there are.
 * - The pixels' own CHI is what a layer finds and does not make. Runs of t-SNE differ by less than a factor of 2: twice
 *   the pixels' is the least that is more than they are, and five times is beyond doubt.
 */
export const gradeBounds: Readonly<Record<'strongly' | 'weakly', GradeBounds>> = {
  strongly: { chi: 100, raw: 5, timesPixels: 5 },
  weakly: { chi: 20, raw: 5, timesPixels: 2 },
};

/**
 * Patches of each degradation from which on `not` can be said. Of fewer, content rules the map: SRResNet-wGR, whose CHI is 280 for
 * 100 images of `bsds500/val`, has 29 for the first 50 of them, 4.7 for 30 and 0.4 for 20.
 */
export const ENOUGH = 90;

/** A map of fewer images than this says nothing of images in general. */
export const LEAST_IMAGES = 5;

/** How many points there are, in how many groups. */
export interface Counts {
  readonly points: number;
  readonly groups: number;
  /** Images that the points' patches were cut from; where it lacks, one for each patch. */
  readonly images?: number;
}

/**
 * CHI as three groups of 100 points would have it that lie as far apart: of the same ratio of the variance between groups to
 * that within. (CHI itself grows with the number of points.)
 */
export function comparableChi(chi: number, { points, groups }: Counts): number {
  const ratio = (chi * (groups - 1)) / (points - groups);
  return (ratio * (300 - 3)) / (3 - 1);
}

/** The CHI that, with so many points, amounts to a comparable one: the inverse of `comparableChi`. */
export function chiFor(comparable: number, { points, groups }: Counts): number {
  return (((comparable * 2) / 297) * (points - groups)) / (groups - 1);
}

/** The grade of one CHI beside that of the pixels. */
export function gradeOf(chi: number, pixels: number, counts: Counts): Grade {
  const patches = counts.points / counts.groups;
  if ((counts.images ?? patches) < LEAST_IMAGES) return 'undecided';
  const reaches = (bounds: GradeBounds): boolean =>
    comparableChi(chi, counts) >= bounds.chi && chi >= bounds.raw && chi >= bounds.timesPixels * pixels;
  if (reaches(gradeBounds.strongly)) return 'strongly';
  if (reaches(gradeBounds.weakly)) return 'weakly';
  return patches < ENOUGH ? 'undecided' : 'not';
}

/** Whether degradations are told apart at all. */
export function isTold(grade: Grade): boolean {
  return grade === 'strongly' || grade === 'weakly';
}

/** What to know where there are few patches, or few images; nothing where there are enough. */
export function fewText({ points, groups, images }: Counts): string | undefined {
  const patches = Math.floor(points / groups);
  const shown = images ?? patches;
  if (shown < LEAST_IMAGES) {
    return `${shown === 1 ? '1 image is' : `${shown} images are`} too few for a verdict: at least ${LEAST_IMAGES} are needed, and the paper takes 100.`;
  }
  if (patches >= ENOUGH) return undefined;
  return (
    `${patches} patches of each degradation are few: below ${ENOUGH} content rules the map, CHI comes out lower than with the paper's 100, ` +
    'and what does not show stays undecided. More images, or larger ones, give more.'
  );
}
