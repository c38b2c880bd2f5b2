import { LEAST_IMAGES } from '../analysis/grade';
import { imageDraws, resampledMean } from '../metrics/image-draws';
import { interval } from '../metrics/spread';
import { runDraws } from './run-draws';
import type { Interval } from '@ddr-lab/base/interval';
import {
  checkClaim,
  type CheckedClaim,
  type Claim,
  type Uncertainty,
  type Verdict,
  verdictOf,
} from '@ddr-lab/book/claims/claim';

/**
 * The verdict by two bounds: from `strong` on a claim holds, from `weak` on weakly. Where `weak` is the larger, smaller
 * values are better, and both bounds are excluded.
 */
export function verdictBetween(value: number, strong: number, weak: number): Verdict {
  const reaches = strong >= weak ? (bound: number) => value >= bound : (bound: number) => value < bound;
  return reaches(strong) ? 'holds' : reaches(weak) ? 'holds weakly' : 'does not hold';
}

/** A ratio as claims write it: `3.4 times`, from ten on whole. */
export function times(ratio: number): string {
  return `${ratio >= 10 ? ratio.toFixed(0) : ratio.toPrecision(2)} times`;
}

/** How many times b goes into a, which is not below 0; where b is chance's, at or below 0, anything above it is more than any bound. */
export function ratio(a: number, b: number): number {
  return b > 0 ? a / b : a > 0 ? Infinity : 0;
}

/** Such a ratio as claims write it: `3.4 times`, or `without bound`. */
export function orMore(value: number): string {
  return value === Infinity ? 'without bound' : times(value);
}

/** A number that was measured, with what it would be, had other images been drawn: a `Spread` of `mapChi`, say. */
export interface Measured {
  readonly mean: number;
  /** One value a redraw. Of two numbers on the same images the redraws are the same. */
  readonly resampled?: readonly number[];
  /** The number in each run of t-SNE, where it is the mean over several: how far it depends on them. */
  readonly ofRuns?: readonly number[];
}

/** How a claim is judged by measured numbers. */
export interface Judgement {
  /** The numbers; those without redraws leave the claim without an interval. */
  readonly of: readonly (number | Measured)[];
  /** What is made of them and judged; default the first of them. */
  readonly statistic?: (values: readonly number[]) => number;
  /** The verdict by the statistic and, where it takes more, by all numbers. */
  readonly verdict: (value: number, values: readonly number[]) => Verdict | boolean;
  /** What is shown; default the statistic. */
  readonly ours?: (value: number, values: readonly number[]) => number | string;
  /** The statistic in the unit of what is shown, such as per cent; default as it is. */
  readonly unit?: (value: number) => number;
  /** What the interval is of, where that is not what is shown. */
  readonly intervalOf?: string;
}

/**
 * The claim, checked on measured numbers; its interval is that of the statistic over the redraws of the images.
 *
 * Where numbers are means over runs of t-SNE, the statistic is computed for other runs, too (`runDraws`). A verdict that over one in
 * forty of them would make worse is not decided: the claim has the lesser verdict, and says between which it is `undecided`. Thus no
 * claim holds by the luck of a seed, or of a processor's rounding.
 */
export function checkMeasured(claim: Claim, judgement: Judgement): CheckedClaim {
  const {
    of,
    statistic = ([first]) => first,
    verdict,
    ours = (value) => value,
    unit,
    intervalOf,
  } = judgement;
  const measured = of.map((one): Measured => (typeof one === 'number' ? { mean: one } : one));
  const means = measured.map(({ mean }) => mean);
  const value = statistic(means);
  const runs = acrossRuns();
  const found = runs.undecided?.[runs.undecided.length - 1] ?? verdictOf(verdict(value, means));
  return checkClaim(claim, ours(value, means), found, { ...acrossRedraws(), ...runs });

  function acrossRuns(): Pick<Uncertainty, 'runs' | 'undecided'> {
    const draws = runDraws(measured);
    const values = draws.map((drawn) => statistic(drawn));
    const range = interval(unit ? values.map(unit) : values);
    if (!range) return {};
    const counts = new Map<Verdict, number>([[verdictOf(verdict(value, means)), Infinity]]);
    draws.forEach((drawn, d) => {
      const other = verdictOf(verdict(values[d], drawn));
      counts.set(other, (counts.get(other) ?? 0) + 1);
    });
    const likely = [...counts].filter(([, count]) => count > TAIL * draws.length).map(([other]) => other);
    const undecided = likely.sort((a, b) => order[b] - order[a]);
    return { runs: range, ...(undecided.length > 1 ? { undecided } : {}) };
  }

  function acrossRedraws(): Uncertainty {
    const draws = redraws(measured);
    if (draws.length === 0) return {};
    const values = draws.map((drawn) => (drawn.some(Number.isNaN) ? NaN : statistic(drawn)));
    const range = interval(unit ? values.map(unit) : values);
    if (!range) return {};
    const verdicts = draws
      .filter((_, d) => !Number.isNaN(values[d]))
      .map((drawn) => verdictOf(verdict(statistic(drawn), drawn)));
    const near = [-1, 1].some((side) => {
      const others = verdicts.filter((other) => Math.sign(order[other] - order[found]) === side);
      return others.length > TAIL * verdicts.length;
    });
    return uncertain(range, near, intervalOf);
  }
}

/** What lies outside a 95 % interval on either side. */
const TAIL = 0.025;

const order: Record<Verdict, number> = { holds: 2, 'holds weakly': 1, 'does not hold': 0 };

/** An interval and whether the verdict changes within it, in the form that claims have. */
export function uncertain(range: Interval, near: boolean, of?: string): Uncertainty {
  return { interval: of === undefined ? range : { ...range, of }, ...(near ? { near } : {}) };
}

/** How sure a number is whose interval is known and whose verdict it alone decides, as falls or rises with it. */
export function within(
  range: Interval | undefined,
  verdict: (value: number) => Verdict | boolean,
  options: { unit?: (value: number) => number; of?: string } = {},
): Uncertainty {
  if (!range) return {};
  const { unit = (value) => value, of } = options;
  const near = verdictOf(verdict(range.low)) !== verdictOf(verdict(range.high));
  return uncertain({ low: unit(range.low), high: unit(range.high) }, near, of);
}

/** The numbers in each redraw; none where one lacks them. */
function redraws(measured: readonly Measured[]): number[][] {
  const count = measured[0]?.resampled?.length ?? 0;
  if (measured.some(({ resampled }) => resampled?.length !== count)) return [];
  return Array.from({ length: count }, (_, d) => measured.map(({ resampled }) => resampled![d]));
}

/** The mean of a number that each image has, such as a gain in dB. Redraws only of five images or more. */
export function overImages(values: readonly number[]): Measured {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  if (values.length < LEAST_IMAGES) return { mean };
  return { mean, resampled: resampledMean(values, imageDraws([...values.keys()])) };
}
