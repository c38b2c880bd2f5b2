import {
  chiFor,
  comparableChi,
  type Counts,
  ENOUGH,
  type Grade,
  gradeBounds,
  gradeOf,
  isTold,
} from '../analysis/grade';
import { chiText } from '../charts/clusters';
import type { Spread } from '../metrics/spread';
import type { Report } from './report';

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
  const below = layers.map(({ chi }) => !isTold(gradeAt(chi.mean))).lastIndexOf(true);
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
  if (!isTold(grade) && chi >= chiFor(weakly.chi, counts) && chi >= weakly.raw) {
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

/** The verdicts, what comes of comparing two networks, and what to know about them, a line each. */
export function summaryText({ networks, images, comparison }: Report): string[] {
  const { skipped } = images;
  return [
    ...networks.map(({ verdict }) => verdict.text),
    ...(comparison === undefined ? [] : [comparison]),
    ...networks.flatMap(({ name, warnings }) => warnings.map((warning) => `Note on ${name}: ${warning}.`)),
    ...images.warnings.map((warning) => `Note: ${warning}`),
    ...skipped.slice(0, 10).map(({ name, reason }) => `Left out: ${name}: ${reason}`),
    ...(skipped.length > 10 ? [`Left out: ${skipped.length - 10} more images.`] : []),
  ];
}
