import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, verdictBetween } from '../../claims/check';
import { rankCorrelation } from '../../metrics/rank-correlation';
import { type IndexRow, psnrLoss } from './generalisation-index';

const section = 'SRGA (Liu et al. 2022), beyond the paper';

const blur: Claim = {
  id: 'B3-blur',
  section,
  text: 'The index of a network trained on clean images rises with blur.',
  paper: 'rises (their Fig. 3)',
  threshold: 'SRGA rises at every step of blur',
  reason: 'degrees differ by a factor of two in sigma. Weakly where the last is above the first.',
};

const tails: Claim = {
  id: 'B3-tails',
  section,
  text: 'Under blur its features become smaller and their tails heavier.',
  paper: 'sigma 2.718, 2.333, 2.007 and shape 0.687, 0.596, 0.466 for clean, blur2, blur5',
  threshold: 'sigma and shape at the strongest blur are both below those of clean',
  reason: 'the direction alone; size depends on the network. Weakly where one of them is.',
};

const trained: Claim = {
  id: 'B3-trained',
  section,
  text: 'A network that was trained with blur generalises better to it.',
  paper: 'nearly level inside the training range',
  threshold: 'SRGA at blur2 is at least 0.3 lower than that of the network trained on clean images',
  reason: '0.3 is a factor of two in KL. Weakly from 0.',
};

const loss: Claim = {
  id: 'B3-psnr',
  section,
  text: 'Where the index is high, PSNR is lost.',
  paper: 'SRGA needs no original, and goes with it',
  threshold: 'rank correlation of SRGA and the loss of PSNR over networks and sets is at least 0.6',
  reason: 'PSNR is lost also where a network does all that can be done. Weakly from 0.3.',
};

const agree: Claim = {
  id: 'B3-chi',
  section: 'Beyond both papers',
  text: 'The generalisation index and the separation of degradation representations agree.',
  paper: undefined,
  threshold: 'rank correlation of SRGA and CHI over networks and sets is at least 0.6',
  reason: 'both would then measure one thing. Weakly from 0.3.',
};

/**
 * The claims of notebook B3.
 *
 * @param rows of all networks, clean among the sets of each.
 * @param names of the network trained on clean images, of the one trained with blur, and of the one it is compared with; and the degrees of blur in order.
 */
export function checkGeneralisationIndex(
  rows: readonly IndexRow[],
  names: {
    readonly clean: string;
    readonly blurred: string;
    readonly beside: string;
    readonly blurs: readonly string[];
  },
): CheckedClaim[] {
  const of = (network: string, set: string): IndexRow =>
    rows.find((row) => row.network === network && row.set === set)!;
  const values = names.blurs.map((set) => of(names.clean, set).index!.srga);
  const strongest = of(names.clean, names.blurs[names.blurs.length - 1]).index!;
  const clean = rows.find(({ network, index }) => network === names.clean && index === undefined)!.density;
  const compared = rows.filter(({ index }) => index !== undefined);
  const indices = compared.map(({ index }) => index!.srga);
  return [
    checkMeasured(blur, {
      of: values,
      statistic: (all) => all[all.length - 1] - all[0],
      verdict: (rise, all) =>
        all.every((value, i) => i === 0 || value > all[i - 1])
          ? 'holds'
          : rise > 0
            ? 'holds weakly'
            : 'does not hold',
      ours: (_, all) => all.map((value) => value.toFixed(2)).join(', '),
    }),
    checkMeasured(tails, {
      of: [strongest.sigma / clean.sigma, strongest.shape / clean.shape],
      verdict: (_, ratios) => {
        const below = ratios.filter((ratio) => ratio < 1).length;
        return below === 2 ? 'holds' : below === 1 ? 'holds weakly' : 'does not hold';
      },
      ours: (_, [sigma, shape]) => `sigma x ${sigma.toFixed(2)}, shape x ${shape.toFixed(2)}`,
    }),
    checkMeasured(trained, {
      of: [of(names.beside, 'blur2').index!.srga - of(names.blurred, 'blur2').index!.srga],
      verdict: (gain) => verdictBetween(gain, 0.3, 0),
    }),
    checkMeasured(loss, {
      of: indices,
      statistic: (all) =>
        rankCorrelation(
          compared.map((row) => psnrLoss(rows, row)),
          all,
        ),
      verdict: (order) => verdictBetween(order, 0.6, 0.3),
    }),
    checkMeasured(agree, {
      of: indices,
      statistic: (all) =>
        rankCorrelation(
          compared.map(({ chi }) => chi!),
          all,
        ),
      verdict: (order) => verdictBetween(order, 0.6, 0.3),
    }),
  ];
}
