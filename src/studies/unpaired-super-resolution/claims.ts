import type { CheckedClaim, Claim, Verdict } from '@ddr-lab/book/claims/claim';
import { gains, type RestorationRow } from '../../analysis/restored-versions';
import { checkMeasured, overImages, verdictBetween } from '../../claims/check';
import type { AlignmentRow } from './alignment';

const before = 'Set before any of these networks was measured here.';
const oneTraining = 'The interval is over images, not over trainings: each network is one.';

const helps: Claim = {
  id: 'C4-target',
  section: 'DSGAN, FCA, DASR, MSSR, PDM, USR-DA, beyond the papers',
  text: 'On the target domain, networks that learnt from learnt degradation restore better than the one that was trained on clean images.',
  paper: 'each gains over clean-trained networks, on benchmarks of its own',
  threshold: 'at least 0.5 dB above SRResNet-wGR on T for at least four of six',
  reason: `systems of this kind are told apart by tenths of a decibel; half a decibel is not chance. Weakly from three. DSGAN's network was known from a script, the others were not. ${before}`,
};

const order: Claim = {
  id: 'C4-order',
  section: 'DASR (Wei et al. 2021), beyond the paper',
  text: 'Minding the distance of the domains makes DASR better than DSGAN on the target.',
  paper: 'better than DSGAN in LPIPS and PSNR on real and drawn degradations',
  threshold: 'on T, DASR is at least as good as DSGAN, and DSGAN better than SRResNet-wGR',
  reason: `the paper's order. Weakly where DASR is at most 0.1 dB below. ${oneTraining} ${before}`,
};

const map: Claim = {
  id: 'C4-map',
  section: 'DASR (Wei et al. 2021), beyond the paper',
  text: 'It is the map of domain distance that helps: with all places alike the same training does worse on the target.',
  paper: '+0.1 to +0.4 dB (their ablation)',
  threshold: 'with the map, PSNR on T is at least 0.05 dB higher',
  reason: `half of the least of the paper's gains. Weakly above 0. ${oneTraining} ${before}`,
};

const mean: Claim = {
  id: 'C4-mean',
  section: 'MSSR (Lee et al. 2022), beyond the paper',
  text: 'The mean of two networks that learnt from two degraders is better than either.',
  paper: 'the mean is what is put out',
  threshold: 'on T, the mean is at least as good as the better of the two',
  reason: `a mean halves what the two do not agree on. Weakly where it is better than the worse. ${before}`,
};

const aligned: Claim = {
  id: 'C4-aligned',
  section: 'USR-DA (Wang et al. 2021), beyond the paper',
  text: 'Feature alignment makes an encoder blind to the domain.',
  paper: 'features of both domains lie together (their Fig. 1)',
  threshold:
    'at the encoder, CHI of the domains is at most a tenth of that without alignment, and a linear SVM tells them in at most 60 % (without: at least 90 %)',
  reason: `60 % is what alignment would leave to chance and little more. Weakly where one of the two is. ${before}`,
};

const pays: Claim = {
  id: 'C4-usr-da',
  section: 'USR-DA (Wang et al. 2021), beyond the paper',
  text: 'That pays on the target and costs little content.',
  paper: 'better than source-only on real images',
  threshold: 'at least 0.3 dB above SRResNet-wGR on T, and less than 0.5 dB below it on clean images',
  reason: `three times a tenth, and what the degradation-aware systems are asked for. Weakly where one of the two is. ${oneTraining} ${before}`,
};

const varied: Claim = {
  id: 'C4-varied',
  section: 'PDM (Luo et al. 2022), beyond the paper',
  text: 'Where blurs differ from image to image, a degrader that learnt a distribution serves better than one that learnt one blur.',
  paper: 'better than fixed degraders on NTIRE’s unknown degradations',
  threshold: 'on T2, PDM’s network is at least 0.1 dB above DSGAN’s',
  reason: `systems are told apart by 0.1 dB. Weakly above 0. ${oneTraining} ${before}`,
};

const harms: Claim = {
  id: 'C4-harm',
  section: 'Degradation learnt without pairs, beyond the papers',
  text: 'Learnt degradation harms where the images are clean.',
  paper: 'not shown',
  threshold: 'on clean images, at least four of six are at least 0.5 dB below SRResNet-wGR',
  reason: `what the target domain is worth is asked for with the same bound. Weakly from three. ${before}`,
};

/** What notebook C4 measured. */
export interface UnpairedFindings {
  /** PSNR on `versions`. */
  readonly rows: readonly RestorationRow[];
  readonly aligned: AlignmentRow;
  readonly unaligned: AlignmentRow;
}

/** Which row is which system's, and what the versions are called. */
export interface UnpairedNames {
  readonly clean: string;
  readonly dsgan: string;
  readonly fca: string;
  readonly dasr: string;
  readonly flat: string;
  readonly mssr: string;
  /** MSSR's two networks by themselves. */
  readonly mssrOf: readonly [string, string];
  readonly pdm: string;
  readonly usrDa: string;
  readonly versions: { readonly clean: string; readonly target: string; readonly varied: string };
}

const decibels = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(2)} dB`;

/** The claims of notebook C4. */
export function checkUnpaired(
  { rows, aligned: own, unaligned }: UnpairedFindings,
  names: UnpairedNames,
): CheckedClaim[] {
  const { versions } = names;
  const over = (system: string, other: string, version: string) =>
    overImages(gains(rows, system, other, { versions: [version] }));
  const six = [names.dsgan, names.fca, names.dasr, names.mssr, names.pdm, names.usrDa];
  const counted = (claim: Claim, version: string, reaches: (gain: number) => boolean): CheckedClaim =>
    checkMeasured(claim, {
      of: six.map((system) => over(system, names.clean, version)),
      statistic: (values) => values.filter(reaches).length,
      verdict: (count) => verdictBetween(count, 4, 3),
      ours: (count, values) => `${count} of 6 (${values.map((value) => decibels(value)).join(', ')})`,
      intervalOf: 'count',
    });
  const above = (
    claim: Claim,
    system: string,
    other: string,
    version: string,
    strong: number,
  ): CheckedClaim =>
    checkMeasured(claim, {
      of: [over(system, other, version)],
      verdict: (value) => (value >= strong ? 'holds' : value > 0 ? 'holds weakly' : 'does not hold'),
      ours: decibels,
    });
  const [low, tells] = [own.chi <= unaligned.chi / 10, own.accuracy <= 0.6 && unaligned.accuracy >= 0.9];
  return [
    counted(helps, versions.target, (gain) => gain >= 0.5),
    checkMeasured(order, {
      of: [over(names.dasr, names.dsgan, versions.target), over(names.dsgan, names.clean, versions.target)],
      verdict: (_, [first, second]): Verdict =>
        second > 0 && first >= 0 ? 'holds' : second > 0 && first >= -0.1 ? 'holds weakly' : 'does not hold',
      ours: (_, [first, second]) => `${decibels(first)} over DSGAN, DSGAN ${decibels(second)}`,
      intervalOf: 'DASR over DSGAN',
    }),
    above(map, names.dasr, names.flat, versions.target, 0.05),
    checkMeasured(mean, {
      of: names.mssrOf.map((one) => over(names.mssr, one, versions.target)),
      statistic: (values) => Math.min(...values),
      verdict: (least, values): Verdict =>
        least >= 0 ? 'holds' : Math.max(...values) > 0 ? 'holds weakly' : 'does not hold',
      ours: (_, values) => values.map(decibels).join(' and '),
      intervalOf: 'lesser gain',
    }),
    checkMeasured(aligned, {
      of: [own.chi / unaligned.chi],
      verdict: (): Verdict => (low && tells ? 'holds' : low || tells ? 'holds weakly' : 'does not hold'),
      ours: (share) =>
        `${share.toFixed(2)} of the CHI; the SVM tells ${(100 * own.accuracy).toFixed(0)} % (${(100 * unaligned.accuracy).toFixed(0)} %)`,
    }),
    checkMeasured(pays, {
      of: [over(names.usrDa, names.clean, versions.target), over(names.usrDa, names.clean, versions.clean)],
      verdict: (_, [there, here]): Verdict => {
        const [pay, cheap] = [there >= 0.3, here > -0.5];
        return pay && cheap ? 'holds' : pay || cheap ? 'holds weakly' : 'does not hold';
      },
      ours: (_, values) => values.map(decibels).join(' on T, '),
      intervalOf: 'gain on T',
    }),
    above(varied, names.pdm, names.dsgan, versions.varied, 0.1),
    counted(harms, versions.clean, (gain) => gain <= -0.5),
  ];
}
