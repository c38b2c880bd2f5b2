import type { Separation } from '../metrics/separation';
import type { CheckedClaim, Claim } from './claim';
import { verdictBetween } from './grade';
import { checkMeasured, type Measured } from './measured';
import { times } from './times';

const section = 'Sec. 4.3, beyond the paper';

const reached =
  'half of it is more than shares of one network differ by between sets of images (a tenth). Weakly from a quarter.';

const perceptual: Claim = {
  id: '4.3-perceptual-alone',
  section,
  text: 'The perceptual loss alone, the discriminator unheard, brings the clusters to the network without global residual.',
  paper: undefined,
  threshold:
    "at RB16 after t-SNE, the degradations' share of the variance is at least half of that of the SRGAN without global residual, and at least twice that of the SRResNet that both began as",
  reason: reached,
};

const verdict: Claim = {
  id: '4.3-verdict-alone',
  section,
  text: "The discriminator's verdict alone, without a perceptual loss, brings them.",
  paper: 'adversarial learning brings them',
  threshold: perceptual.threshold,
  reason: reached,
};

const residual: Claim = {
  id: '4.3-gan-residual',
  section,
  text: 'Trained as SRGANs by one recipe, the network with global residual tells degradations more clearly than the one without.',
  paper: 'wGR above woGR',
  threshold:
    "at RB16 after t-SNE, the degradations' share of the variance with global residual is at least 1.2 times that without",
  reason: 'shares of one network differ by a tenth between sets of images. Weakly: it is larger.',
};

/** What is looked at of one network's RB16 after t-SNE; with redraws of the images, claims have intervals. */
export type MapShare = Pick<Separation, 'share' | 'resampled'>;

/** Networks without global residual that began alike and were trained by one recipe, but for what they learnt from. */
export interface Teachers {
  /** What they began as: pixels alone. */
  readonly pixels: MapShare;
  /** Pixels, a perceptual loss and a discriminator. */
  readonly both: MapShare;
  readonly perceptual: MapShare;
  readonly verdict: MapShare;
}

/**
 * Is it the discriminator or the perceptual loss that brings the clusters? Checked on the networks without global residual;
 * and what the residual adds where the recipe is one.
 */
export function checkPerceptualOrVerdict(woGR: Teachers, wGR: Pick<Teachers, 'both'>): CheckedClaim[] {
  const alone = (claim: Claim, by: MapShare): CheckedClaim =>
    checkMeasured(claim, {
      of: [share(by), share(woGR.both), share(woGR.pixels)],
      statistic: ([one, both]) => one / both,
      verdict: (part, [one, both, began]) => both > 0 && one >= 2 * began && verdictBetween(part, 0.5, 0.25),
      ours: (part, [one]) => `${one.toFixed(2)}, ${(100 * part).toFixed(0)} %`,
      unit: (part) => 100 * part,
      intervalOf: 'per cent',
    });
  return [
    alone(perceptual, woGR.perceptual),
    alone(verdict, woGR.verdict),
    checkMeasured(residual, {
      of: [share(wGR.both), share(woGR.both)],
      statistic: ([withIt, without]) => withIt / without,
      verdict: (ratio) => verdictBetween(ratio, 1.2, 1),
      ours: times,
    }),
  ];
}

const share = ({ share: mean, resampled }: MapShare): Measured => ({ mean, resampled: resampled?.share });
