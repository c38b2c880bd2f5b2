import { chiText } from '../charts/figures/chi-text';
import type { Spread } from '../metrics/spread';

/** How far a network organises its deep features by degradation; `undecided` where too few patches do not show it. */
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
 * Patches of each degradation from which on `not` can be said. Of fewer, content rules the map: SRResNet-wGR, whose CHI is 275 for
 * 100 images of `bsds500/val`, has 32 for the first 50 of them, 4 for 30 and 0.5 for 20.
 */
export const ENOUGH = 90;

/** The verdict on one network: in a word, in a sentence, and the numbers it rests on. */
export interface Verdict {
  readonly grade: Grade;
  /** A sentence or two, for people. */
  readonly text: string;
  /** The layer that it judges: the deepest one looked at that is not behind the last block. */
  readonly layer: string;
  /** Mean CHI there, and over the pixels. */
  readonly chi: number;
  readonly pixelsChi: number;
  /** CHI there as three groups of 100 points would have it. */
  readonly comparableChi: number;
  /** The first layer from which on all have at least the grade `weakly`, up to the judged one; `null` where there is none. */
  readonly begins: string | null;
  /** How many runs of t-SNE give the same grade by themselves. */
  readonly agreeing: number;
  readonly runs: number;
}

/** What the verdict needs of a layer. */
export interface JudgedLayer {
  readonly layer: string;
  readonly chi: Spread;
}

/** How many points there are, in how many groups. */
export interface Counts {
  readonly points: number;
  readonly groups: number;
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
  const reaches = (bounds: GradeBounds): boolean =>
    comparableChi(chi, counts) >= bounds.chi && chi >= bounds.raw && chi >= bounds.timesPixels * pixels;
  if (reaches(gradeBounds.strongly)) return 'strongly';
  if (reaches(gradeBounds.weakly)) return 'weakly';
  return counts.points / counts.groups < ENOUGH ? 'undecided' : 'not';
}

/**
 * Judges a network by its layers, in the order that data flows.
 *
 * @param name the network's name in the sentence.
 * @param layers at least one; the last is the one that is judged.
 */
export function verdictOn(
  name: string,
  layers: readonly JudgedLayer[],
  pixels: Spread,
  counts: Counts,
): Verdict {
  const deepest = layers[layers.length - 1];
  const gradeAt = (chi: number): Grade => gradeOf(chi, pixels.mean, counts);
  const grade = gradeAt(deepest.chi.mean);
  const below = layers.map(({ chi }) => !told(gradeAt(chi.mean))).lastIndexOf(true);
  const begins = below + 1 < layers.length ? layers[below + 1].layer : null;
  const agreeing = deepest.chi.values.filter((chi) => gradeAt(chi) === grade).length;
  const rest = {
    grade,
    layer: deepest.layer,
    chi: deepest.chi.mean,
    pixelsChi: pixels.mean,
    comparableChi: comparableChi(deepest.chi.mean, counts),
    begins,
    agreeing,
    runs: deepest.chi.values.length,
  };
  return { ...rest, text: sentence(name, rest, layers, counts) };
}

/** Whether degradations are told apart at all. */
function told(grade: Grade): boolean {
  return grade === 'strongly' || grade === 'weakly';
}

const words: Record<Grade, (name: string) => string> = {
  strongly: (name) => `${name} organises its deep features strongly by degradation`,
  weakly: (name) => `${name} organises its deep features weakly by degradation`,
  not: (name) => `${name} does not organise its deep features by degradation`,
  undecided: (name) =>
    `So few patches do not show whether ${name} organises its deep features by degradation`,
};

function sentence(
  name: string,
  { grade, layer, chi, pixelsChi, begins, agreeing, runs }: Omit<Verdict, 'text'>,
  layers: readonly JudgedLayer[],
  counts: Counts,
): string {
  const parts = [
    `${words[grade](name)}: CHI ${chiText(chi)} at ${layer}, ${chiText(pixelsChi)} in the pixels of its input.`,
  ];
  if (begins !== null && layers.length > 1) {
    const first = layers.find((one) => one.layer === begins)!;
    const where = begins === layers[0].layer ? 'already at the first layer looked at' : 'from';
    parts.push(`It does so ${where}${where === 'from' ? '' : ','} ${begins} (${chiText(first.chi.mean)}).`);
  }
  const { strongly, weakly } = gradeBounds;
  if (!told(grade) && chi >= chiFor(weakly.chi, counts) && chi >= weakly.raw) {
    parts.push(
      `That CHI is high, but not ${weakly.timesPixels} times that of the pixels: the input itself shows the degradations.`,
    );
  }
  if (grade === 'weakly' && chi >= chiFor(strongly.chi, counts)) {
    parts.push(`It would be strongly, were its CHI ${strongly.timesPixels} times that of the pixels.`);
  }
  if (grade === 'weakly' && counts.points / counts.groups < ENOUGH) {
    parts.push('More patches would show it more clearly.');
  }
  if (agreeing < runs) parts.push(`${agreeing} of ${runs} runs of t-SNE say so by themselves.`);
  return parts.join(' ');
}
