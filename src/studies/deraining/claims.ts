import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, type Measured, overImages, verdictBetween } from '../../claims/check';
import type { CourseRow } from './course';
import { type ErrorRow, mean, rowOf } from './errors';
import { apartOf, type ApartRow } from './representation';

const section = 'Networks are slacking off (Gu et al. 2023), beyond the paper';
const pilot = 'Set from one small training of another seed and size, before any network was measured here.';
const before = 'Set before any network was measured here.';
const seeds =
  'Each of two trainings by other seeds must reach it; what is shown is the lesser. The interval is over images.';

const background: Claim = {
  id: 'D1-background',
  section,
  text: 'With more backgrounds a network does less harm: under unseen rain the error outside the rain falls.',
  paper: 'E_B falls with the number of backgrounds (their Fig. 3)',
  threshold: 'E_B of 4 backgrounds is at least 2 levels (of 255) above that of all',
  reason: `half of what a pilot saw. Weakly above 0. ${seeds} ${pilot}`,
};

const rain: Claim = {
  id: 'D1-rain',
  section,
  text: 'With more backgrounds it generalises worse to rain it has not seen: the error inside the rain rises.',
  paper: 'E_R rises with the number of backgrounds (their Fig. 3)',
  threshold: 'E_R of all backgrounds is at least 1.5 levels above that of 4',
  reason: `half of what a pilot saw. Weakly above 0. ${seeds} ${pilot}`,
};

const overfits: Claim = {
  id: 'D1-ratio',
  section: 'Beyond both papers',
  text: 'That is overfitting to the rain, not caution: the error inside unseen rain rises beside that inside seen rain.',
  paper: undefined,
  threshold: 'E_R of unseen over seen rain of all backgrounds is at least 0.15 above that of 4',
  reason: `as much as a wider range of rain is asked to bring. Weakly from 0.05. ${seeds} ${pilot}`,
};

const simple: Claim = {
  id: 'D2-simple',
  section,
  text: 'Trained before simpler backgrounds, a network generalises better to rain it has not seen.',
  paper: 'lower E_R with simpler images (their Fig. 5)',
  threshold: 'E_R of unseen rain of busy drawn backgrounds is at least 1.5 levels above that of simple ones',
  reason: `as of the number of backgrounds. Weakly above 0. ${seeds} ${before}`,
};

const range: Claim = {
  id: 'D3-range',
  section,
  text: 'A wider range of rain helps.',
  paper: 'lower E_R with wider ranges (their Fig. 7)',
  threshold:
    'with all backgrounds, E_R of unseen rain falls by at least 2 levels, and its ratio to that of seen rain by at least 0.15',
  reason: `half of what a pilot saw. Weakly where one of them does. ${seeds} ${pilot}`,
};

const data: Claim = {
  id: 'D3-data',
  section,
  text: 'More images of the same rain do not.',
  paper: 'more data alone does not help',
  threshold: 'from 64 to all backgrounds, E_R of unseen rain falls by less than 1 level',
  reason: `half of what the wider range is asked for. Weakly below 2. ${seeds} ${before}`,
};

const failing: Claim = {
  id: 'D4-left',
  section,
  text: 'Where it fails, rain is left and the background is untouched.',
  paper: 'rain left, E_B small',
  threshold: 'of all backgrounds, at least 0.3 of the unseen rain is left, and E_B is at most a third of E_R',
  reason: `a third is little beside the rain. Weakly where one of them is. ${seeds} ${before}`,
};

const course: Claim = {
  id: 'D1-course',
  section: 'Beyond both papers',
  text: 'A network specialises as it is trained: the error inside unseen rain grows beside that inside seen rain.',
  paper: undefined,
  threshold: 'E_R of unseen over seen rain rises by at least 0.3 from the first moment kept to the last',
  reason: `half of what a pilot saw. Weakly from 0.1. One training. ${pilot}`,
};

const apart: Claim = {
  id: 'D5-apart',
  section: 'Beyond both papers',
  text: 'Networks that overfit to their rain hold seen and unseen rain apart in their deep features; those that generalise do so less.',
  paper: undefined,
  threshold:
    'CHI of seen and unseen rain at the last block, trained on medium rain, is at least 1.5 times that of the network trained on the wide range',
  reason: `two trainings of one recipe differ by less. Weakly above 1. Each of two pairs of trainings. ${before}`,
};

const shown = (value: number, unit: string): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)}${unit}`;

/** Which networks are which, of one seed. */
export interface DerainNames {
  /** On 4, 64 and all backgrounds, medium rain. */
  readonly few: string;
  readonly middle: string;
  readonly all: string;
  /** On all, the wide range. */
  readonly wide: string;
  readonly simple: string;
  readonly busy: string;
}

/** What notebook D1 measured. */
export interface DerainFindings {
  readonly errors: readonly ErrorRow[];
  readonly apart: readonly ApartRow[];
  readonly course: readonly CourseRow[];
}

/** The weathers' names: the one all but `wide` were trained on, and the one none was. */
export interface DerainWeathers {
  readonly seen: string;
  readonly unseen: string;
}

/**
 * The claims of notebook D1.
 *
 * @param names of the networks, an entry a seed.
 */
export function checkDeraining(
  found: DerainFindings,
  names: readonly DerainNames[],
  { seen, unseen }: DerainWeathers,
): CheckedClaim[] {
  type Which = (of: DerainNames) => string;
  const all: Which = (of) => of.all;
  const values = (
    what: 'rain' | 'background' | 'left',
    network: string,
    weather: string,
  ): readonly number[] => rowOf(found.errors, network, weather)[what];
  /** By how much a network's error is above another's, image by image, a number a seed. */
  const above = (what: 'rain' | 'background', one: Which, other: Which): Measured[] =>
    names.map((of) =>
      overImages(differences(values(what, one(of), unseen), values(what, other(of), unseen))),
    );
  const ratioAbove = (one: Which, other: Which): Measured[] =>
    names.map((of) =>
      overImages(
        differences(
          quotients(values('rain', one(of), unseen), values('rain', one(of), seen)),
          quotients(values('rain', other(of), unseen), values('rain', other(of), seen)),
        ),
      ),
    );
  const least = (numbers: readonly number[]): number => Math.min(...numbers);
  const judged = (
    claim: Claim,
    of: readonly Measured[],
    strong: number,
    weak: number,
    unit: string,
  ): CheckedClaim =>
    checkMeasured(claim, {
      of,
      statistic: least,
      verdict: (value) => (weak === 0 ? positive(value, strong) : verdictBetween(value, strong, weak)),
      ours: (value) => shown(value, unit),
    });
  const levels = ' levels';
  const falls = [...above('rain', all, (of) => of.wide), ...ratioAbove(all, (of) => of.wide)];
  const half = names.length;
  const lefts = names.map((of) => overImages(finite(values('left', of.all, unseen))));
  const harms = names.map(
    (of) => mean(finite(values('background', of.all, unseen))) / mean(finite(values('rain', of.all, unseen))),
  );
  const [first, last] = [found.course[0], found.course[found.course.length - 1]];
  const courseRatio = (row: CourseRow): number => row.rain[unseen] / row.rain[seen];
  return [
    judged(
      background,
      above('background', (of) => of.few, all),
      2,
      0,
      levels,
    ),
    judged(
      rain,
      above('rain', all, (of) => of.few),
      1.5,
      0,
      levels,
    ),
    judged(
      overfits,
      ratioAbove(all, (of) => of.few),
      0.15,
      0.05,
      '',
    ),
    judged(
      simple,
      above(
        'rain',
        (of) => of.busy,
        (of) => of.simple,
      ),
      1.5,
      0,
      levels,
    ),
    checkMeasured(range, {
      of: falls,
      statistic: (numbers) => least(numbers.slice(0, half)),
      verdict: (_, numbers) =>
        bothOrOne(least(numbers.slice(0, half)) >= 2, least(numbers.slice(half)) >= 0.15),
      ours: (_, numbers) =>
        `${shown(least(numbers.slice(0, half)), levels)}; ratio ${shown(least(numbers.slice(half)), '')}`,
      intervalOf: 'the levels',
    }),
    checkMeasured(data, {
      of: above('rain', (of) => of.middle, all),
      statistic: (numbers) => Math.max(...numbers),
      verdict: (value) => verdictBetween(value, 1, 2),
      ours: (value) => shown(value, levels),
    }),
    checkMeasured(failing, {
      of: lefts,
      statistic: least,
      verdict: (left) => bothOrOne(left >= 0.3, Math.max(...harms) <= 1 / 3),
      ours: (left) => `${left.toFixed(2)} left; E_B ${Math.max(...harms).toFixed(2)} of E_R`,
      intervalOf: 'what is left',
    }),
    checkMeasured(course, {
      of: [courseRatio(last) - courseRatio(first)],
      verdict: (value) => verdictBetween(value, 0.3, 0.1),
      ours: (value) => shown(value, ''),
    }),
    checkMeasured(apart, {
      of: names.map(
        (of) =>
          apartOf(found.apart, of.all, [seen, unseen]).chi /
          apartOf(found.apart, of.wide, [seen, unseen]).chi,
      ),
      statistic: least,
      verdict: (value) => (value >= 1.5 ? 'holds' : value > 1 ? 'holds weakly' : 'does not hold'),
      ours: (value) => `${value.toFixed(2)} times`,
    }),
  ];
}

const positive = (value: number, strong: number): 'holds' | 'holds weakly' | 'does not hold' =>
  value >= strong ? 'holds' : value > 0 ? 'holds weakly' : 'does not hold';

const bothOrOne = (a: boolean, b: boolean): 'holds' | 'holds weakly' | 'does not hold' =>
  a && b ? 'holds' : a || b ? 'holds weakly' : 'does not hold';

/** What is no number is an image of which nothing is covered. */
const finite = (values: readonly number[]): number[] => values.filter((value) => Number.isFinite(value));

const differences = (a: readonly number[], b: readonly number[]): number[] =>
  finite(a.map((value, i) => value - b[i]));

const quotients = (a: readonly number[], b: readonly number[]): number[] => a.map((value, i) => value / b[i]);
