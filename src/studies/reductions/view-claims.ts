import type { Separation } from '../../metrics/separation';
import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, type Measured, orMore, ratio, verdictBetween } from '../../claims/check';

const section = 'A.12, beyond the paper';

const seen =
  'A pilot had seen RB16 of both networks in this view on other images; the other layers and the controls it had not.';

const contentOnly: Claim = {
  id: 'A.12-view-wogr',
  section,
  text: 'Without global residual, too, the deep features know the degradation: flattened, content hides it; averaged over the patch, it shows.',
  paper: 'no discriminability without global residual',
  threshold:
    "at RB16 without global residual, the nearest patch of another image has a patch's own degradation for at least 80 % of the patches by means and deviations, and for less than 50 % by flattened features",
  reason: `chance gives 33 %. Weakly from 60 %. ${seen}`,
};

const order: Claim = {
  id: 'A.12-view-order',
  section,
  text: 'That global residual tells degradations better does not depend on flattening.',
  paper: 'wGR far above woGR',
  threshold:
    "at RB16, the degradations' share of the variance with global residual is at least 1.2 times that without, in both views",
  reason: `shares of one network differ by a tenth between sets of images. Weakly: it is larger in both. ${seen}`,
};

const depth: Claim = {
  id: 'A.12-view-depth',
  section,
  text: 'That degradation is told by deep layers, not by shallow ones, does not depend on flattening.',
  paper: 'clusters appear with depth',
  threshold:
    "with global residual, the degradations' share of the variance at RB16 is at least twice that at RB1, in both views",
  reason: 'a share that doubles is no accident of the layers chosen. Weakly: it is larger in both.',
};

const learned: Claim = {
  id: 'A.12-view-learned',
  section,
  text: 'It is training that brings it, not the averaging: random weights, averaged in the same way, tell less.',
  paper: undefined,
  threshold:
    "by means and deviations at RB16, the degradations' share of the variance is at least twice that of random weights, with global residual and without",
  reason: `as above. Weakly: it is larger for both networks. ${seen}`,
};

const beyondPixels: Claim = {
  id: 'A.12-view-beyond-pixels',
  section,
  text: 'It is more than the amount of fine detail: by means and deviations, the network with global residual parts its least separate pair of degradations more than differences of neighbouring pixels do.',
  paper: undefined,
  threshold:
    'the share of the least separate pair at RB16 is larger than that of the means and deviations of differences of neighbouring pixels',
  reason: 'these differences are what any edge filter computes, without any training.',
};

/** What is looked at of features in one view; with redraws of the images, claims have intervals. */
export type InView = Pick<Separation, 'share' | 'least' | 'neighbours' | 'resampled'>;

/** One source of features in two views: the paper's, and means and deviations over the patch. */
export interface InBothViews {
  readonly flattened: InView;
  readonly averaged: InView;
}

/** What the claims on views are checked on. */
export interface ViewFindings {
  /** At RB1 and RB16, with global residual. */
  readonly wGR: { readonly first: InBothViews; readonly last: InBothViews };
  /** At RB16, without. */
  readonly woGR: InBothViews;
  /** At RB16, never trained. */
  readonly random: InBothViews;
  /** Of the input's pixels: differences of neighbours. */
  readonly differences: InBothViews;
}

/** The claims on what depends on flattening, checked. */
export function checkViews({ wGR, woGR, random, differences }: ViewFindings): CheckedClaim[] {
  const share = ({ share: mean, resampled }: InView): Measured => ({ mean, resampled: resampled?.share });
  const neighbours = ({ neighbours: mean, resampled }: InView): Measured => ({
    mean,
    resampled: resampled?.neighbours,
  });
  const least = ({ least: { share: mean }, resampled }: InView): Measured => ({
    mean,
    resampled: resampled?.least,
  });
  // Of two quotients, the smaller one counts.
  const smaller = (
    claim: Claim,
    pairs: readonly (readonly [InView, InView])[],
    strong: number,
    words: (quotients: readonly number[]) => string,
  ): CheckedClaim => {
    const quotients = (values: readonly number[]): number[] =>
      pairs.map((_, i) => ratio(values[2 * i], values[2 * i + 1]));
    return checkMeasured(claim, {
      of: pairs.flat().map(share),
      statistic: (values) => Math.min(...quotients(values)),
      verdict: (value) => verdictBetween(value, strong, 1),
      ours: (_, values) => words(quotients(values)),
      intervalOf: 'smaller',
    });
  };
  const inBoth = (claim: Claim, a: InBothViews, b: InBothViews, strong: number): CheckedClaim =>
    smaller(
      claim,
      [
        [a.flattened, b.flattened],
        [a.averaged, b.averaged],
      ],
      strong,
      ([flattened, averaged]) => `flattened ${orMore(flattened)}, averaged ${orMore(averaged)}`,
    );
  return [
    checkMeasured(contentOnly, {
      of: [neighbours(woGR.averaged), neighbours(woGR.flattened)],
      verdict: (averaged, [, flattened]) => flattened < 0.5 && verdictBetween(averaged, 0.8, 0.6),
      ours: (averaged, [, flattened]) => `${percent(averaged)}; flattened ${percent(flattened)}`,
      unit: (value) => 100 * value,
      intervalOf: 'first',
    }),
    inBoth(order, wGR.last, woGR, 1.2),
    inBoth(depth, wGR.last, wGR.first, 2),
    smaller(
      learned,
      [
        [wGR.last.averaged, random.averaged],
        [woGR.averaged, random.averaged],
      ],
      2,
      ([ofWGR, ofWoGR]) => `wGR ${orMore(ofWGR)}, woGR ${orMore(ofWoGR)}`,
    ),
    checkMeasured(beyondPixels, {
      of: [least(wGR.last.averaged), least(differences.averaged)],
      statistic: ([ours, plain]) => ours - plain,
      verdict: (more) => more > 0,
      ours: (_, [ours, plain]) => `${ours.toFixed(2)} against ${plain.toFixed(2)}`,
      intervalOf: 'difference',
    }),
  ];
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
