import { checkClaim, type CheckedClaim, type Claim, type Verdict } from '@ddr-lab/book/claims/claim';
import { checkMeasured, type Measured, verdictBetween } from '../../claims/check';

const section = 'A.12, Tab. 9, Fig. 21';

const inFeatures: Claim = {
  id: 'A.12-in-features',
  section,
  text: 'The degradations are separate in the features themselves, before anything is reduced (RB16, with global residual).',
  paper: undefined,
  threshold: 'CHI of all feature values is above that of every one of 999 random deals of the labels',
  reason:
    'then chance explains it with a probability of 0.001 at most. Weakly: above 95 of 100 deals. (In so many dimensions a CHI is small, as all that differs between images counts as spread.)',
};

const contrast: Claim = {
  id: 'A.12-contrast-without-tsne',
  section,
  text: 'That global residual makes the difference is seen without t-SNE, too: in the 50 principal components, and in the first two or three.',
  paper: undefined,
  threshold: 'in each of these spaces, CHI with global residual is at least 3 times that without',
  reason:
    'the share of variance that lies between the degradations is then plainly another; t-SNE, which draws groups together, is not there to enlarge it. Weakly from 1.5 times.',
};

const everyWay: Claim = {
  id: 'A.12-every-reduction',
  section,
  text: 'Which network separates degradations does not depend on the reduction: t-SNE and UMAP, in two, three and more dimensions, all say the same.',
  paper: undefined,
  threshold: 'for each of them, CHI (mean of the runs) with global residual is at least 5 times that without',
  reason: 'the runs of one setting differ by less than a factor of 2. Weakly from 2 times.',
};

const everySetting: Claim = {
  id: 'A.12-every-seed',
  section,
  text: "Neither t-SNE's seed nor its perplexity decides it.",
  paper: undefined,
  threshold:
    'over all seeds and perplexities tried, the smallest CHI with global residual is at least 3 times the largest without',
  reason:
    'then no choice of run could have turned the finding round. Weakly from 1 time: the two do not overlap.',
};

/** Two numbers, with global residual and without; each may come with its redraws. */
export type ReductionPair = readonly [number | Measured, number | Measured];

/** What the claims of A.12 are checked on; each pair is with global residual, then without. */
export interface ReductionFindings {
  /** CHI of all feature values at RB16 of the network with global residual. */
  readonly features: number;
  /** CHI of the same under labels dealt at random. */
  readonly shuffled: readonly number[];
  /** CHI of principal components, by how many are kept. */
  readonly components: readonly ReductionPair[];
  /** Mean CHI of t-SNE and UMAP in each number of dimensions. */
  readonly reductions: readonly ReductionPair[];
  /** CHI of single t-SNE maps, one for each seed and perplexity. */
  readonly maps: readonly ReductionPair[];
}

/** The claims of A.12, checked. */
export function checkDimensionalityReduction(findings: ReductionFindings): CheckedClaim[] {
  const { features, shuffled, components, reductions, maps } = findings;
  const beaten = shuffled.filter((value) => features > value).length / shuffled.length;
  // Of pairs one after the other.
  const ratios = (values: readonly number[]): number[] =>
    values.flatMap((value, i) => (i % 2 === 0 ? [value / values[i + 1]] : []));
  const leastRatio = (
    claim: Claim,
    pairs: readonly ReductionPair[],
    verdict: (ratio: number) => Verdict,
  ): CheckedClaim =>
    checkMeasured(claim, {
      of: pairs.flat(),
      statistic: (values) => Math.min(...ratios(values)),
      verdict,
      ours: (ratio) => `${inWords(ratio)} times at least`,
    });
  return [
    checkClaim(
      inFeatures,
      `${inWords(features)}; deals: at most ${inWords(Math.max(...shuffled))}`,
      verdictBetween(beaten, 1, 0.95),
    ),
    leastRatio(contrast, components, (ratio) => verdictBetween(ratio, 3, 1.5)),
    leastRatio(everyWay, reductions, (ratio) => verdictBetween(ratio, 5, 2)),
    checkMeasured(everySetting, {
      of: maps.flat(),
      statistic: (values) =>
        Math.min(...values.filter((_, i) => i % 2 === 0)) / Math.max(...values.filter((_, i) => i % 2 === 1)),
      verdict: (apart) => verdictBetween(apart, 3, 1),
      ours: (apart) => `${inWords(apart)} times`,
    }),
  ];
}

const inWords = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(0));
