import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, ratio, times, verdictBetween } from '../../claims/check';
import type {
  FilterKind,
  layerShares,
  MaskingPoint,
  Prediction,
  StrengthPoint,
} from './discriminative-filters';

const section = 'FAIG (Xie et al. 2021), beyond the paper';

const ofBlur: Claim = {
  id: 'B2-blur',
  section,
  text: "A hundredth of the kernels removes blur: masking it changes outputs under blur more than any comparator's.",
  paper: 'FAIG above integrated gradients, |change| and random',
  threshold: "at 1 %, FAIG's change is at least 1.5 times the best of the others",
  reason: 'a margin that chance among the comparators does not give. Weakly from 1.',
};

const ofNoise: Claim = {
  ...ofBlur,
  id: 'B2-noise',
  text: "A hundredth of the kernels removes noise: masking it changes outputs under noise more than any comparator's.",
};

const own: Readonly<Record<FilterKind, Claim>> = { blur: ofBlur, noise: ofNoise };

const apart: Claim = {
  id: 'B2-apart',
  section,
  text: 'The filters for one degradation do little for the other.',
  paper: 'discriminative filters',
  threshold:
    "at 1 %, the change under the filters' own degradation is at least 2 times that under the other, the lesser of both kinds",
  reason: 'at 1 they would not be discriminative. Weakly from 1.2.',
};

const late: Claim = {
  id: 'B2-late',
  section,
  text: 'Deblurring kernels sit later in the network than denoising ones.',
  paper: 'deblurring late, denoising evenly',
  threshold:
    "the mean place of blur's top 1 % (0 first, 1 last layer) is at least 0.1 beyond that of noise's",
  reason: 'a tenth of the network. Weakly from 0.',
};

const slider: Claim = {
  id: 'B2-slider',
  section,
  text: "A slider on blur's filters is one of restoration strength: the error falls from the baseline's to the target's.",
  paper: 'shown on images',
  threshold: 'the error falls at every step from 0 to 1, for blur',
  reason: 'the direction alone. Weakly where it is lower at 1 than at 0.',
};

const predicted: Claim = {
  id: 'B2-prediction',
  section,
  text: "The filters' responses tell how an image was degraded (a definition of ours).",
  paper: 'degradation prediction, without public code',
  threshold: 'accuracy among clean, blur and noise is at least 0.8',
  reason: 'chance is a third. Weakly from 0.5.',
};

/** What notebook B2 measures. */
export interface FilterEvidence {
  readonly masking: readonly MaskingPoint[];
  readonly layers: Readonly<Record<FilterKind, ReturnType<typeof layerShares>>>;
  readonly strength: readonly StrengthPoint[];
  readonly prediction: Prediction;
}

/** The claims of notebook B2. */
export function checkDiscriminativeFilters({
  masking,
  layers,
  strength,
  prediction,
}: FilterEvidence): CheckedClaim[] {
  const at = (method: string, kind: FilterKind): MaskingPoint =>
    masking.find((point) => point.method === method && point.kind === kind && point.share === 0.01)!;
  const others = [...new Set(masking.map(({ method }) => method))].filter((method) => method !== 'faig');
  const over = (kind: FilterKind): number =>
    ratio(at('faig', kind).own, Math.max(...others.map((method) => at(method, kind).own)));
  const place = (kind: FilterKind): number => {
    const sum = layers[kind].reduce((all, { share }) => all + share, 0);
    return layers[kind].reduce((all, { share, place: where }) => all + share * where, 0) / sum;
  };
  const errors = strength.filter(({ strength: value }) => value <= 1).map(({ error }) => error);
  return [
    ...(['blur', 'noise'] as const).map((kind) =>
      checkMeasured(own[kind], {
        of: [over(kind)],
        verdict: (value) => verdictBetween(value, 1.5, 1),
        ours: times,
      }),
    ),
    checkMeasured(apart, {
      of: (['blur', 'noise'] as const).map((kind) => ratio(at('faig', kind).own, at('faig', kind).other)),
      statistic: (values) => Math.min(...values),
      verdict: (value) => verdictBetween(value, 2, 1.2),
      ours: times,
    }),
    checkMeasured(late, {
      of: [place('blur') - place('noise')],
      verdict: (value) => verdictBetween(value, 0.1, 0),
    }),
    checkMeasured(slider, {
      of: errors,
      statistic: (values) => values[0] - values[values.length - 1],
      verdict: (fall, values) =>
        values.every((value, i) => i === 0 || value < values[i - 1])
          ? 'holds'
          : fall > 0
            ? 'holds weakly'
            : 'does not hold',
      ours: (_, values) => `${values[0].toFixed(2)} to ${values[values.length - 1].toFixed(2)}`,
    }),
    checkMeasured(predicted, {
      of: [prediction.accuracy],
      verdict: (value) => verdictBetween(value, 0.8, 0.5),
    }),
  ];
}
