import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { domainsApart } from '../../analysis/domain-gap';
import { checkMeasured, verdictBetween } from '../../claims/check';
import { areaUnderCurve } from '../../metrics/area-under-curve';
import { BICUBIC, type DegradationRow, rowNamed, spreadOf } from './rows';

const before = 'Set before any of these networks was measured here, from pilots of other sizes and seeds.';

const spectra: Claim = {
  id: 'C3-spectrum',
  section: 'DSGAN, DASR, FCA, MSSR, PDM, beyond the paper',
  text: 'A network learns without pairs to make LR images whose spectrum is that of the target domain.',
  paper: 'not compared: each shows pictures, or what its super-resolution gains',
  threshold:
    "the spectrum's distance from the target is at most half of bicubic's for at least four of the systems (of two degraders, the worse)",
  reason: `half is far outside what two samples of the target differ by. Weakly from three. ${before}`,
};

const gaps: Claim = {
  id: 'C3-gap',
  section: 'Degradation learnt without pairs, beyond the papers',
  text: "To a super-resolution network's own degradation representation, what they make is near the target.",
  paper: undefined,
  threshold: 'the DDR gap by averaged features is at most 0.3 for at least four of the systems',
  reason: `bicubic has 1, another sample of the target nearly 0. Blur and noise cancel in it, so that it counts beside the spectrum alone. Weakly from three. ${before}`,
};

const dsgan: Claim = {
  id: 'C3-dsgan',
  section: 'DSGAN (Fritsche et al. 2019), beyond the paper',
  text: 'A judge on high frequencies alone is enough for both.',
  paper: 'looks like the target',
  threshold:
    "DSGAN's spectrum is at most a quarter of bicubic's distance away, and its DDR gap is at most 0.15",
  reason: `a pilot had a sixth and 0.03. Weakly where one of the two is. ${before}`,
};

const apart: Claim = {
  id: 'C3-apart',
  section: 'Degradation learnt without pairs, beyond the papers',
  text: 'The gap is not closed by blur and noise that cancel: each is near the target by itself.',
  paper: undefined,
  threshold:
    'DDR gaps of the blur alone and of the noise alone are both at most 0.3 for at least four of the systems',
  reason: `as for the whole. Weakly from three. ${before}`,
};

const width: Claim = {
  id: 'C3-pdm-width',
  section: 'PDM (Luo et al. 2022), beyond the paper',
  text: 'PDM finds the kernels and the noise of the target domain: their mean width and the deviation.',
  paper: 'kernels that look like the true ones',
  threshold:
    'the mean width of its blurs is within 20 % of the true one, and its noise within 30 % of 8 levels',
  reason: `a pilot had 1 % and 8 %. Weakly where one of the two is. ${before}`,
};

const spread: Claim = {
  id: 'C3-pdm-spread',
  section: 'PDM (Luo et al. 2022), beyond the paper',
  text: 'It finds the distribution, not one kernel: its widths spread as the true ones do.',
  paper: 'random kernels and noise, so that one HR image has many LR images',
  threshold: 'from the 10th to the 90th per cent, its widths span at least half of what the true ones do',
  reason: `half is more than one kernel. Weakly from a fifth, which a pilot reached. ${before}`,
};

const kernel: Claim = {
  id: 'C3-fca-width',
  section: 'FCA (Ji et al. 2021), beyond the paper',
  text: "FCA's kernel is the one that turns a bicubic LR image into one of the target domain.",
  paper: undefined,
  threshold: 'the width of its kernels is within 25 % of the true one',
  reason: `neighbouring blurs of the blind-SR literature are as far apart. Weakly within 50 %. ${before}`,
};

const order: Claim = {
  id: 'C3-fca-order',
  section: 'FCA (Ji et al. 2021), beyond the paper',
  text: 'Its comparator tells whose detail lies more densely: shrunk above left above enlarged, patch by patch.',
  paper: undefined,
  threshold: 'for at least 95 % of unseen images the three are in that order',
  reason: `by chance they are in a sixth. Weakly from 80 %. ${before}`,
};

const noise: Claim = {
  id: 'C3-mssr-noise',
  section: 'MSSR (Lee et al. 2022), beyond the paper',
  text: 'Noise that is injected between the blocks, with gains that begin at 0, becomes the noise of the target.',
  paper: 'needed to make noise at all (their ablation)',
  threshold: 'the noise of both degraders is within 30 % of 8 levels',
  reason: `as of PDM. Weakly where that of one is. ${before}`,
};

const several: Claim = {
  id: 'C3-mssr-differ',
  section: 'MSSR (Lee et al. 2022), beyond the paper',
  text: 'Its two degraders make different images, which is why there are two.',
  paper: 'several generators cover more of the target',
  threshold: "CHI between what the two make, at the network's last block, is above 20",
  reason: `100 times that of two samples of one domain, which is near 0.2. Weakly from 5. ${before}`,
};

const distance: Claim = {
  id: 'C3-distance',
  section: 'DASR (Wei et al. 2021), beyond the paper',
  text: 'The map of domain distance tells true from made from bicubic images.',
  paper: 'near 1 for true images, lower for others',
  threshold:
    'the mean of the map falls from the target over what was made to bicubic, and target and bicubic are told apart by it with an AUC of at least 0.75',
  reason: `half-way between chance and always. Weakly where one of the two is. ${before}`,
};

/** What notebook C3 measured. */
export interface DegradeFindings {
  /** Against the target of one blur. */
  readonly fixed: readonly DegradationRow[];
  /** Against the target whose blur differs from image to image. */
  readonly varied: readonly DegradationRow[];
  /** The share of images whose shrunk, left and enlarged patches FCA's comparator puts in order. */
  readonly ordered: number;
  /** Mean of the map of domain distance of each image: of the target, of what was made, of bicubic. */
  readonly distances: {
    readonly target: readonly number[];
    readonly made: readonly number[];
    readonly bicubic: readonly number[];
  };
}

/** Which row is which system's. */
export interface DegradeNames {
  readonly dsgan: string;
  readonly fca: string;
  readonly dasr: string;
  readonly mssr: readonly string[];
  readonly pdm: string;
  /** The target's own rows: the second samples. */
  readonly second: string;
}

/** The claims of notebook C3. */
export function checkDegrade(found: DegradeFindings, names: DegradeNames): CheckedClaim[] {
  const { fixed, varied, ordered, distances } = found;
  const systems = [
    [fixed, [names.dsgan]],
    [fixed, [names.fca]],
    [fixed, [names.dasr]],
    [fixed, names.mssr],
    [varied, [names.pdm]],
  ] as const;
  const count = (reaches: (row: DegradationRow, bicubic: DegradationRow) => boolean): number =>
    systems.filter(([rows, own]) =>
      own.every((name) => reaches(rowNamed(rows, name), rowNamed(rows, BICUBIC))),
    ).length;
  const counted = (claim: Claim, value: number): CheckedClaim =>
    checkMeasured(claim, {
      of: [value],
      verdict: (n) => verdictBetween(n, 4, 3),
      ours: (n) => `${n} of ${systems.length}`,
    });
  const row = (name: string): DegradationRow => rowNamed(fixed, name);
  const mean = (values: readonly number[]): number => spreadOf(values).mean;
  const off = (value: number, truth: number): number => Math.abs(value / truth - 1);
  const both = (first: boolean, second: boolean) =>
    first && second ? 'holds' : first || second ? 'holds weakly' : 'does not hold';
  const percent = (share: number): string => `${(100 * share).toFixed(0)} %`;

  const share = row(names.dsgan).spectrum / row(BICUBIC).spectrum;
  const { gap } = row(names.dsgan);
  const ofPdm = rowNamed(varied, names.pdm);
  const [pdmWidths, trueWidths] = [ofPdm, rowNamed(varied, names.second)].map(({ widths }) =>
    spreadOf(widths),
  );
  const [widthOff, noiseOff] = [off(pdmWidths.mean, trueWidths.mean), off(mean(ofPdm.noises), 8)];
  const fcaOff = off(mean(row(names.fca).widths), mean(row(names.second).widths));
  const noises = names.mssr.map((name) => mean(row(name).noises));
  const [one, other] = names.mssr.map((name) => row(name).features);
  const steps = [distances.target, distances.made, distances.bicubic].map(mean);
  const area = areaUnderCurve(distances.target, distances.bicubic);
  return [
    counted(
      spectra,
      count(({ spectrum }, bicubic) => spectrum <= bicubic.spectrum / 2),
    ),
    counted(
      gaps,
      count((one) => one.gap <= 0.3),
    ),
    checkMeasured(dsgan, {
      of: [share, gap],
      verdict: () => both(share <= 1 / 4, gap <= 0.15),
      ours: () => `${share.toFixed(2)} of bicubic's distance, gap ${gap.toFixed(2)}`,
    }),
    counted(
      apart,
      count(({ blurGap, noiseGap }) => Math.max(blurGap, noiseGap) <= 0.3),
    ),
    checkMeasured(width, {
      of: [widthOff, noiseOff],
      verdict: () => both(widthOff <= 0.2, noiseOff <= 0.3),
      ours: () =>
        `width ${pdmWidths.mean.toFixed(2)} against ${trueWidths.mean.toFixed(2)} HR pixels, noise ${mean(ofPdm.noises).toFixed(1)} levels`,
    }),
    checkMeasured(spread, {
      of: [pdmWidths.spread / trueWidths.spread],
      verdict: (value) => verdictBetween(value, 0.5, 0.2),
      ours: percent,
    }),
    checkMeasured(kernel, {
      of: [fcaOff],
      verdict: (value) => (value <= 0.25 ? 'holds' : value <= 0.5 ? 'holds weakly' : 'does not hold'),
      ours: (value) => `${percent(value)} off`,
    }),
    checkMeasured(order, {
      of: [ordered],
      verdict: (value) => verdictBetween(value, 0.95, 0.8),
      ours: percent,
    }),
    checkMeasured(noise, {
      of: noises,
      verdict: (_, values) => both(off(values[0], 8) <= 0.3, off(values[1], 8) <= 0.3),
      ours: (_, values) => `${values.map((value) => value.toFixed(1)).join(' and ')} levels`,
    }),
    checkMeasured(several, {
      of: [domainsApart(one, other)],
      verdict: (value) => (value > 20 ? 'holds' : value >= 5 ? 'holds weakly' : 'does not hold'),
    }),
    checkMeasured(distance, {
      of: [area],
      verdict: (value) => both(steps[0] > steps[1] && steps[1] > steps[2], value >= 0.75),
      ours: (value) => `${steps.map((step) => step.toFixed(2)).join(' > ')}, AUC ${value.toFixed(2)}`,
    }),
  ];
}
