import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, overImages, times, verdictBetween } from '../../claims/check';
import { rankCorrelation } from '../../metrics/rank-correlation';
import type { LookRow, NoiseRow } from './local-attribution';

const section = 'LAM (Gu and Dong 2021), beyond the paper';

const depth: Claim = {
  id: 'B1-depth',
  section,
  text: 'The deeper an SRCNN, the more pixels it draws on.',
  paper: 'wider views come with larger receptive fields',
  threshold: 'rank correlation of layers and mean diffusion index is at least 0.9',
  reason: 'of six depths one pair of neighbours may change places (0.94). Weakly from 0.6.',
};

const quality: Claim = {
  id: 'B1-quality',
  section,
  text: 'Among convolutional networks those that draw on more pixels restore better.',
  paper: 'DI goes with PSNR among CNNs; not for transformers',
  threshold: 'rank correlation of mean diffusion index and PSNR over the networks is at least 0.6',
  reason: 'networks also differ in what they make of what they see. Weakly from 0.3.',
};

const field: Claim = {
  id: 'B1-field',
  section,
  text: 'A network uses less than it can see: the area that contributes is small beside the receptive field.',
  paper: 'the receptive field does not say what is used',
  threshold: "the deepest SRCNN's area of contribution is below half of its receptive field",
  reason: 'a half is far beyond what the choice of 95 % moves. Weakly below the whole.',
};

const regular: Claim = {
  id: 'B1-stripes',
  section,
  text: 'Where a texture repeats, SRResNet looks further than elsewhere.',
  paper: 'shown on stripes',
  threshold: 'its diffusion index on stripes is at least 1.5 times the mean of the other pictures',
  reason: 'pictures differ among themselves by about as much. Weakly from 1.',
};

const noise: Claim = {
  id: 'B1-noise',
  section: 'Attribution of the degradation representation, beyond the papers',
  text: 'What tells SRResNet-wGR that a patch is noisy lies in its flat places.',
  paper: undefined,
  threshold: "rank correlation of a block's share in the move and its detail is below -0.3",
  reason: 'over 64 blocks chance stays within 0.25. Weakly below 0.',
};

const transformer: Claim = {
  id: 'B1-transformer',
  section: 'HAT (Chen et al. 2023), beyond the paper',
  text: 'From convolutions to transformers looking further is not what counts: SwinIR draws on fewer pixels than SRResNet and restores no worse.',
  paper: 'SwinIR has the smaller DI and the higher PSNR (beside RCAN)',
  threshold:
    "with global residual both, SwinIR's mean diffusion index is at most 0.9 times SRResNet's, and its PSNR at most 0.1 dB below",
  reason:
    'a tenth of DI is what windows beside each other differ by; 0.1 dB is what seeds do. Weakly: with an index below, or up to 0.5 dB below.',
};

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** What the local attribution maps show. */
export interface LookEvidence {
  /** SRCNNs by depth, in order. */
  readonly depths: readonly { readonly layers: number; readonly row: LookRow; readonly field: number }[];
  /** All networks. */
  readonly rows: readonly LookRow[];
  /** Networks with global residual: one of attention, and one of convolutions. Neither need be among `rows`, which are of convolutions. */
  readonly transformer: { readonly attention: LookRow; readonly convolutions: LookRow };
  /** SRResNet's diffusion index on stripes, and on the other pictures. */
  readonly stripes: { readonly regular: number; readonly others: readonly number[] };
  readonly noise: readonly NoiseRow[];
}

/** The claims of notebook B1. */
export function checkLocalAttribution(evidence: LookEvidence): CheckedClaim[] {
  const { depths, rows, stripes, noise: noisy } = evidence;
  const { attention, convolutions } = evidence.transformer;
  const lost = convolutions.psnr - attention.psnr;
  const deepest = depths[depths.length - 1];
  return [
    checkMeasured(depth, {
      of: depths.map(({ row }) => mean(row.di)),
      statistic: (values) =>
        rankCorrelation(
          depths.map(({ layers }) => layers),
          values,
        ),
      verdict: (order) => verdictBetween(order, 0.9, 0.6),
    }),
    checkMeasured(quality, {
      of: rows.map(({ di }) => mean(di)),
      statistic: (values) =>
        rankCorrelation(
          rows.map(({ psnr }) => psnr),
          values,
        ),
      verdict: (order) => verdictBetween(order, 0.6, 0.3),
    }),
    checkMeasured(field, {
      of: [mean(deepest.row.area) / deepest.field],
      verdict: (share) => verdictBetween(share, 0.5, 1),
    }),
    checkMeasured(regular, {
      of: [stripes.regular / mean(stripes.others)],
      verdict: (ratio) => verdictBetween(ratio, 1.5, 1),
      ours: times,
    }),
    checkMeasured(transformer, {
      of: [mean(attention.di) / mean(convolutions.di)],
      verdict: (ratio) => {
        if (ratio <= 0.9 && lost <= 0.1) return 'holds';
        return ratio < 1 && lost <= 0.5 ? 'holds weakly' : 'does not hold';
      },
      ours: (ratio) => `${ratio.toFixed(2)} times, ${(-lost).toFixed(2)} dB`,
    }),
    checkMeasured(noise, {
      of: [overImages(noisy.map(({ withDetail }) => withDetail))],
      verdict: (order) => verdictBetween(order, -0.3, 0),
    }),
  ];
}
