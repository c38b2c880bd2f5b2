import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, ratio, times, verdictBetween } from '../../claims/check';
import type { ScoreOrder } from './systems';
import type { LevelKind, RepresentationRow } from './taught-representations';

const daaSection = 'DAA (Wang et al. 2022), beyond the paper';
const cdsrSection = 'CDSR (Zhou et al. 2022), beyond the paper';
const crlSection = 'CRL-SR (Zhang et al. 2021), beyond the paper';

const noiseOrder: Claim = {
  id: 'C1-daa-noise',
  section: daaSection,
  text: "DAA's score rises with the noise of unseen images.",
  paper: undefined,
  threshold: 'rank correlation over all patches is at least 0.95',
  reason: 'a pilot reached 0.99 within 150 iterations. Weakly from 0.8.',
};

const blurOrder: Claim = {
  id: 'C1-daa-blur',
  section: daaSection,
  text: 'And with their blur, where there is no noise.',
  paper: undefined,
  threshold: 'rank correlation within an image is at least 0.9 on average',
  reason: 'a pilot had 0.98 after 1,500 iterations, with noise-free views drawn often. Weakly from 0.6.',
};

const cleanLowest: Claim = {
  id: 'C1-daa-lowest',
  section: daaSection,
  text: 'What has not been degraded scores lowest.',
  paper: 'the score of the bicubic image is held to 0',
  threshold: 'of the four noises of an image the one without scores lowest in at least 90 % of the images',
  reason: 'it is what the loss asks for. Weakly from 60 %; chance is a quarter.',
};

const blurBeyond: Claim = {
  id: 'C1-daa-sorted',
  section: daaSection,
  text: 'Ranking sorts the representation by degree more clearly than contrast does.',
  paper: undefined,
  threshold: "CHI is above that of DASR's encoder for noise and for blur",
  reason: 'ranks say how much and contrast only whether. Weakly where it is for one of the two.',
};

const accuracy: Claim = {
  id: 'C1-cdsr-positives',
  section: cdsrSection,
  text: 'A linear classifier reads the degradation best where positives share it alone, less well where they share the content, too, and worst where they share the content alone.',
  paper: '80.8 %, 75.4 % and 12.0 %',
  threshold:
    'the three accuracies, averaged over noise and blur, fall in this order by at least 5 points each',
  reason: '400 patches leave an accuracy uncertain by some 2.5 points. Weakly where the order is right.',
};

const places: Claim = {
  id: 'C1-crl-places',
  section: crlSection,
  text: 'A place of the degraded image finds its counterpart in the original among 64 by its embedding.',
  paper: undefined,
  threshold: 'on average over four noises and four blurs in at least 50 %',
  reason: 'chance is 1.6 %; set with the design, before training. Weakly from 25 %.',
};

const decoupled: Claim = {
  id: 'C1-crl-decoupled',
  section: crlSection,
  text: 'The embedding has lost the degradation that SRResNet-wGR keeps, both averaged over the patch.',
  paper: 'the degradation is discarded (abstract)',
  threshold: 'CHI by degradation is at most a tenth of that at RB16, for noise and for blur',
  reason: 'half would be within what other images do to it. Weakly where it is at most a half.',
};

/** What notebook C1 measured of DAA, CDSR and CRL-SR. */
export interface SystemsMeasured {
  readonly rows: readonly RepresentationRow[];
  /** Names of the rows. */
  readonly names: Readonly<
    Record<'taught' | 'ranked' | 'published' | 'content' | 'decoupled' | 'spontaneous', string>
  >;
  readonly scores: Readonly<Record<LevelKind, ScoreOrder>>;
  /** Share of places found, one number a degradation. */
  readonly found: readonly number[];
}

const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

/** The claims of DAA, CDSR and CRL-SR in notebook C1. */
export function checkSystems({ rows, names, scores, found }: SystemsMeasured): CheckedClaim[] {
  const of = (name: keyof SystemsMeasured['names'], kind: LevelKind): RepresentationRow =>
    rows.find((row) => row.representation === names[name] && row.kind === kind)!;
  const kinds = ['noise', 'blur'] as const;
  const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const over = kinds.map((kind) => ratio(of('ranked', kind).degradation, of('taught', kind).degradation));
  const left = kinds.map((kind) =>
    ratio(of('decoupled', kind).degradation, of('spontaneous', kind).degradation),
  );
  const probes = (['taught', 'published', 'content'] as const).map((name) =>
    mean(kinds.map((kind) => of(name, kind).probe)),
  );
  const falls = [probes[0] - probes[1], probes[1] - probes[2]];
  return [
    checkMeasured(noiseOrder, {
      of: [scores.noise.pooled],
      verdict: (value) => verdictBetween(value, 0.95, 0.8),
      ours: (value) => value.toFixed(2),
    }),
    checkMeasured(blurOrder, {
      of: [scores.blur.perImage],
      verdict: (value) => verdictBetween(value, 0.9, 0.6),
      ours: (value) => `${value.toFixed(2)}; over all patches ${scores.blur.pooled.toFixed(2)}`,
    }),
    checkMeasured(cleanLowest, {
      of: [scores.noise.lowestFirst],
      verdict: (value) => verdictBetween(value, 0.9, 0.6),
      ours: percent,
    }),
    checkMeasured(blurBeyond, {
      of: [Math.min(...over)],
      verdict: () => {
        const more = over.filter((value) => value > 1).length;
        return more === 2 ? 'holds' : more === 1 ? 'holds weakly' : 'does not hold';
      },
      ours: () => `noise ${times(over[0])}, blur ${times(over[1])}`,
    }),
    checkMeasured(accuracy, {
      of: [Math.min(...falls)],
      verdict: (value) => verdictBetween(value, 0.05, Number.MIN_VALUE),
      ours: () => probes.map(percent).join(', '),
    }),
    checkMeasured(places, {
      of: [mean(found)],
      verdict: (value) => verdictBetween(value, 0.5, 0.25),
      ours: percent,
    }),
    checkMeasured(decoupled, {
      of: [Math.max(...left)],
      verdict: (value) => (value <= 0.1 ? 'holds' : value <= 0.5 ? 'holds weakly' : 'does not hold'),
      ours: () => `noise ${times(left[0])}, blur ${times(left[1])}`,
    }),
  ];
}
