import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, ratio, times, verdictBetween } from '../../claims/check';
import type { RepresentationRow } from './taught-representations';

const section = 'DASR (Wang et al. 2021), beyond the paper';

const noise: Claim = {
  id: 'C1-noise',
  section,
  text: 'An encoder that was taught by contrast sorts unseen images by noise, and not by content.',
  paper: 'four clusters (their Fig. 6b)',
  threshold: 'CHI by noise is at least 300, and by content at most 1, of 100 images',
  reason:
    'a pilot of 500 iterations had 848 and 0.16 on other images. Weakly from 100, and below a tenth of that by content.',
};

const blur: Claim = {
  id: 'C1-blur',
  section,
  text: 'And by blur.',
  paper: 'four clusters (their Fig. 6a)',
  threshold: 'CHI by blur is at least 80 and above that by content',
  reason: 'the pilot had 169 and 1.6. Weakly where it is above that by content.',
};

const spontaneous: Claim = {
  id: 'C1-spontaneous',
  section,
  text: 'The taught representation is sorted by degradation more clearly than the spontaneous one, averaged over the patch as it is.',
  paper: undefined,
  threshold: 'CHI is at least 3 times that of SRResNet-wGR at RB16, averaged, for noise and for blur',
  reason: 'other images move either by less than a half. Weakly from 1.',
};

const plain: Claim = {
  id: 'C1-plain',
  section,
  text: 'It tells more than the differences of neighbouring pixels do.',
  paper: undefined,
  threshold: 'CHI is above that of their mean and deviation for noise and for blur',
  reason: 'the differences are six numbers that need no network. Weakly where it is for one of the two.',
};

const positives: Claim = {
  id: 'C1-positives',
  section,
  text: 'Pairs of two images teach degradation; the published pairs of one image teach content, too, where training is short.',
  paper: 'pairs of one image suffice in 100 epochs; CDSR (Zhou et al. 2022) reports 80.8 % against 75.4 %',
  threshold: 'CHI by noise is at least 5 times that of the encoder with the published pairs',
  reason: 'the pilot had 848 against 26. Weakly from 1.',
};

const contrastOff: Claim = {
  id: 'C1-contrast-off',
  section,
  text: 'Within the super-resolution network it is the contrast that sorts the representation by noise: with it off, CHI falls.',
  paper: 'no clusters without it (their Fig. 3)',
  threshold:
    'CHI by noise of DASR is at least 3 times that of the same training without the contrastive loss',
  reason:
    'a third or less is no longer the same representation. Weakly from 1.5. Set before the second was trained.',
};

/** Which rows are which. */
export interface RepresentationNames {
  readonly taught: string;
  readonly published: string;
  readonly spontaneous: string;
  readonly plain: string;
  /** Of super-resolution networks, trained with the contrastive loss and without. */
  readonly aware: string;
  readonly untaught: string;
}

/** The claims of notebook C1. */
export function checkTaughtRepresentations(
  rows: readonly RepresentationRow[],
  names: RepresentationNames,
): CheckedClaim[] {
  const of = (name: keyof RepresentationNames, kind: RepresentationRow['kind']): RepresentationRow =>
    rows.find((row) => row.representation === names[name] && row.kind === kind)!;
  const [ownNoise, ownBlur] = [of('taught', 'noise'), of('taught', 'blur')];
  const over = (name: keyof RepresentationNames): number =>
    Math.min(
      ratio(ownNoise.degradation, of(name, 'noise').degradation),
      ratio(ownBlur.degradation, of(name, 'blur').degradation),
    );
  const beyond = [ownNoise, ownBlur].filter(
    (row) => row.degradation > of('plain', row.kind).degradation,
  ).length;
  const pair = ({ degradation, content }: RepresentationRow): string =>
    `${degradation.toFixed(0)}, content ${content.toFixed(2)}`;
  return [
    checkMeasured(noise, {
      of: [ownNoise.degradation],
      verdict: (value) =>
        value >= 300 && ownNoise.content <= 1
          ? 'holds'
          : value >= 100 && ownNoise.content < value / 10
            ? 'holds weakly'
            : 'does not hold',
      ours: () => pair(ownNoise),
    }),
    checkMeasured(blur, {
      of: [ownBlur.degradation],
      verdict: (value) =>
        value <= ownBlur.content ? 'does not hold' : value >= 80 ? 'holds' : 'holds weakly',
      ours: () => pair(ownBlur),
    }),
    checkMeasured(spontaneous, {
      of: [over('spontaneous')],
      verdict: (value) => verdictBetween(value, 3, 1),
      ours: times,
    }),
    checkMeasured(plain, {
      of: [over('plain')],
      verdict: () => (beyond === 2 ? 'holds' : beyond === 1 ? 'holds weakly' : 'does not hold'),
      ours: times,
    }),
    checkMeasured(positives, {
      of: [ratio(ownNoise.degradation, of('published', 'noise').degradation)],
      verdict: (value) => verdictBetween(value, 5, 1),
      ours: times,
    }),
    checkMeasured(contrastOff, {
      of: [ratio(of('aware', 'noise').degradation, of('untaught', 'noise').degradation)],
      verdict: (value) => verdictBetween(value, 3, 1.5),
      ours: times,
    }),
  ];
}
