import type { Separation } from '../metrics/separation';
import { checkClaim, type CheckedClaim, type Claim } from './claim';
import { verdictBetween } from './grade';
import { times } from './times';

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

/** One source of features in two views: the paper's, and means and deviations over the patch. */
export interface InBothViews {
  readonly flattened: Pick<Separation, 'share' | 'least' | 'neighbours'>;
  readonly averaged: Pick<Separation, 'share' | 'least' | 'neighbours'>;
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
  const ratios = (a: InBothViews, b: InBothViews): [number, number] => [
    ratio(a.flattened.share, b.flattened.share),
    ratio(a.averaged.share, b.averaged.share),
  ];
  const [overWoGR, overFirst] = [ratios(wGR.last, woGR), ratios(wGR.last, wGR.first)];
  const overRandom = [wGR.last, woGR].map(({ averaged }) => ratio(averaged.share, random.averaged.share));
  const hidden = woGR.flattened.neighbours < 0.5;
  const [ours, plain] = [wGR.last.averaged.least.share, differences.averaged.least.share];
  return [
    checkClaim(
      contentOnly,
      `${percent(woGR.averaged.neighbours)}; flattened ${percent(woGR.flattened.neighbours)}`,
      hidden && verdictBetween(woGR.averaged.neighbours, 0.8, 0.6),
    ),
    checkClaim(order, inBoth(overWoGR), verdictBetween(Math.min(...overWoGR), 1.2, 1)),
    checkClaim(depth, inBoth(overFirst), verdictBetween(Math.min(...overFirst), 2, 1)),
    checkClaim(
      learned,
      `wGR ${orMore(overRandom[0])}, woGR ${orMore(overRandom[1])}`,
      verdictBetween(Math.min(...overRandom), 2, 1),
    ),
    checkClaim(beyondPixels, `${ours.toFixed(2)} against ${plain.toFixed(2)}`, ours > plain),
  ];
}

/** Where the lower share is chance's, any share above it is more than any bound. */
const ratio = (a: number, b: number): number => (b > 0 ? a / b : a > 0 ? Infinity : 0);

const inBoth = ([flattened, averaged]: readonly [number, number]): string =>
  `flattened ${orMore(flattened)}, averaged ${orMore(averaged)}`;

const orMore = (value: number): string => (value === Infinity ? 'without bound' : times(value));

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;
