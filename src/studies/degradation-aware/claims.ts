import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, type Measured, overImages, verdictBetween } from '../../claims/check';
import { levelName } from '../../analysis/low-resolution-versions';
import { gains, type RestorationRow } from '../../analysis/restored-versions';
import { costs, ownBest, type ToldMatrix } from './told';

const section = 'DASR (Wang et al. 2021), beyond the paper';
const before = 'Set before any network was measured here.';
const oneTraining = 'The interval is over images, not over trainings: each network is one.';

const blur: Claim = {
  id: 'C2-blur',
  section,
  text: 'A network that looks at the degradation restores blurred images far better than one trained on clean images.',
  paper: '27.43 dB against 25.09 dB (RCAN) at blur 2.4 on B100',
  threshold: 'PSNR of whole images at blur 2.4 without noise is at least 1 dB above SRResNet-wGR',
  reason: `the paper has 2.3 dB, of a network fifty times as large. Weakly from 0.5 dB. ${before}`,
};

const clean: Claim = {
  id: 'C2-clean',
  section,
  text: 'It loses little where there is nothing to be seen.',
  paper: '27.51 dB against 27.72 dB (RCAN) without blur on B100',
  threshold: 'PSNR of whole images without blur and noise is at most 0.5 dB below SRResNet-wGR',
  reason: `the paper has 0.2 dB. Weakly to 1 dB. ${before}`,
};

const told: Claim = {
  id: 'C2-told',
  section,
  text: 'It is the look at the degradation that helps: the same body, trained on the same images without an encoder, restores worse.',
  paper: undefined,
  threshold: 'DASR is at least 0.1 dB above, on the mean of all blurs and noises',
  reason: `systems of blind super-resolution are told apart by 0.1 dB. Weakly above 0. ${oneTraining} ${before}`,
};

const taught: Claim = {
  id: 'C2-taught',
  section,
  text: 'A taught encoder serves super-resolution better than one that learns from the outputs alone.',
  paper: undefined,
  threshold: 'DASR is at least 0.05 dB above, on the mean of all blurs and noises',
  reason: `half of what the encoder itself is asked for. Weakly above 0. ${oneTraining} ${before}`,
};

const wrong: Claim = {
  id: 'C2-wrong',
  section,
  text: 'The network does what it is told: under a wrong representation it restores worse.',
  paper: undefined,
  threshold:
    'told of another degradation (eight: clean, blur 0.8 to 3.2, noise 5 to 15), DASR loses at least 0.5 dB on the mean of all pairs',
  reason: `pairs of neighbours, which are hard to tell apart, count as well. Weakly from 0.1 dB. ${before}`,
};

const own: Claim = {
  id: 'C2-own',
  section,
  text: 'What serves an image best is to be told of its own degradation.',
  paper: undefined,
  threshold: 'the best of eight told degradations is the true one in at least 6 of 8 cases',
  reason: `by chance it is in one. Weakly from 5: more than half. ${before}`,
};

const spontaneous: Claim = {
  id: 'C2-spontaneous',
  section,
  text: 'A taught representation is the better guide: it brings more over the same body unguided than the spontaneous one does (DDR guidance of notebook 05).',
  paper: undefined,
  threshold:
    'the gain of DASR over its control on all blurs and noises is at least 0.1 dB above the gain of the guided RRDB over the unguided one on the degradations that both were trained on',
  reason: `each on its own degradations, at its own scale. Weakly above 0. ${oneTraining} ${before}`,
};

/** What notebook C2 measured. */
export interface DegradationAwareFindings {
  /** Of whole images without noise, clean and at blur 2.4. */
  readonly whole: readonly RestorationRow[];
  /** Of all blurs and noises, at x4. */
  readonly grid: readonly RestorationRow[];
  /** Of the RRDBs, on the degradations that they were trained on, at x3. */
  readonly guidance: readonly RestorationRow[];
  readonly told: ToldMatrix;
}

/** Which networks are which. */
export interface DegradationAwareNames {
  readonly clean: string;
  /** Trained longest: what such a network can do. */
  readonly best: string;
  /** Of one length: with a taught encoder, with one that is not, without any. */
  readonly taught: string;
  readonly untaught: string;
  readonly blind: string;
  /** RRDBs with and without the spontaneous representation. */
  readonly guided: string;
  readonly unguided: string;
}

const decibels = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)} dB`;

/** The claims of notebook C2. */
export function checkDegradationAware(
  found: DegradationAwareFindings,
  names: DegradationAwareNames,
): CheckedClaim[] {
  const at = (blurWidth: number): Measured =>
    overImages(
      gains(found.whole, names.best, names.clean, { versions: [levelName({ blur: blurWidth, noise: 0 })] }),
    );
  const over = (other: string): readonly number[] => gains(found.grid, names.taught, other);
  const judged = (claim: Claim, measured: Measured, strong: number, weak: number): CheckedClaim =>
    checkMeasured(claim, {
      of: [measured],
      verdict: (value) => verdictBetween(value, strong, weak),
      ours: decibels,
    });
  const above = (claim: Claim, measured: Measured, strong: number): CheckedClaim =>
    checkMeasured(claim, {
      of: [measured],
      verdict: (value) => (value >= strong ? 'holds' : value > 0 ? 'holds weakly' : 'does not hold'),
      ours: decibels,
    });
  const guidance = gains(found.guidance, names.guided, names.unguided);
  const best = ownBest(found.told);
  return [
    judged(blur, at(2.4), 1, 0.5),
    judged(clean, at(0), -0.5, -1),
    above(told, overImages(over(names.blind)), 0.1),
    above(taught, overImages(over(names.untaught)), 0.05),
    judged(wrong, overImages(costs(found.told)), 0.5, 0.1),
    checkMeasured(own, {
      of: [best.length],
      verdict: (count) => verdictBetween(count, 6, 5),
      ours: (count) => `${count} of ${found.told.versions.length}`,
    }),
    checkMeasured(spontaneous, {
      of: [overImages(over(names.blind)), overImages(guidance)],
      statistic: ([ofTaught, ofSpontaneous]) => ofTaught - ofSpontaneous,
      verdict: (value) => (value >= 0.1 ? 'holds' : value > 0 ? 'holds weakly' : 'does not hold'),
      ours: (_, [ofTaught, ofSpontaneous]) => `${decibels(ofTaught)} against ${decibels(ofSpontaneous)}`,
      intervalOf: 'difference',
    }),
  ];
}
