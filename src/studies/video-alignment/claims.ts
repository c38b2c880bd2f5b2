import type { CheckedClaim, Claim } from '@ddr-lab/book/claims/claim';
import { checkMeasured, type Measured, overImages, verdictBetween } from '../../claims/check';
import { PIXELS } from '../../analysis/analyse';
import type { FeatureView } from '../../features/tap';
import type { FollowRow } from './attention';
import type { LookRow } from './looks';
import {
  errorAbove,
  errorsOf,
  FASTEST,
  gainAt,
  type MotionErrors,
  psnrAt,
  switchPoint,
} from './motion-errors';
import { analysisOf, type ClipAnalysis } from './representation';

const section = 'Rethinking alignment (Shi et al. 2022), beyond the papers';
const before = 'Set before any network was measured by motion.';
const clips = 'The interval is over clips, not over trainings.';

const unaligned: Claim = {
  id: 'D2-unaligned',
  section,
  text: 'Window attention makes use of neighbour frames that are not aligned, as long as things move little.',
  paper: 'a transformer without alignment gains from more frames; most where motion stays within the window',
  threshold:
    'windows of 8, frames as they are: at least 0.05 dB over three copies of the centre where things move less than 4 LR pixels a frame, and at most half of that gain from 8 pixels on',
  reason: `half a window, and a whole one. Weakly where the gain is there and does not fall so. Each of two trainings must reach it. ${before} ${clips}`,
};

const looks: Claim = {
  id: 'D2-looks',
  section,
  text: 'It looks at them: local attribution maps give the neighbours a good share.',
  paper: 'the attribution of the unaligned network follows the moving thing through the frames',
  threshold:
    'windows of 8, frames as they are, slow clips: at least 20 % of the attribution lies on the neighbours',
  reason: `a third to each frame would be 67 %. Weakly from 10 %. ${before}`,
};

const follows: Claim = {
  id: 'D2-attention',
  section,
  text: 'Attention follows motion: pixels look to where their surroundings have moved.',
  paper: 'attention maps of unaligned frames move with the motion',
  threshold:
    'in the block where it is clearest, the displacement of the most attended place correlates with the true flow by at least 0.5',
  reason: `Only pixels in the middle of a window, so that its border does not bring it about. Weakly from 0.25. ${before}`,
};

const harm: Claim = {
  id: 'D2-harm',
  section,
  text: 'Alignment that resamples harms below the size of the window, and helps above.',
  paper: 'window 8: zero at 9 to 10 pixels; window 12: at 18 to 19 (their Fig. 5)',
  threshold:
    'windows of 8: the error of bilinear alignment is above that of none where things move less than 4 pixels, and below from 12 on; for every window the motion from which on aligning is better lies between half and twice the window, and rises with it',
  reason: `"about the window" within a factor of two. Weakly where the first half holds. ${before} ${clips}`,
};

const windows: Claim = {
  id: 'D2-windows',
  section,
  text: 'Larger windows need less alignment: without any, they restore better.',
  paper: 'PSNR without alignment rises with the window',
  threshold:
    'frames as they are: each step to a larger window (4, 8, 12) brings at least 0.05 dB over all pixels',
  reason: `what two trainings of one recipe may differ by. Weakly above 0. ${before} ${clips}`,
};

const resampling: Claim = {
  id: 'D2-resampling',
  section,
  text: 'Resampling is the harm: moving whole samples is better than interpolating between them.',
  paper: 'nearest over bilinear on images',
  threshold: 'windows of 8: nearest at least 0.05 dB over bilinear, over all pixels',
  reason: `as above. Weakly above 0. ${before} ${clips}`,
};

const patch: Claim = {
  id: 'D2-patch',
  section,
  text: 'Moving whole patches is the best way of aligning large motion.',
  paper: 'patch alignment is the best of all',
  threshold:
    'windows of 8, estimated flow: at least 0.05 dB over the best of none, bilinear and nearest where things move 8 pixels or more',
  reason: `as above. Weakly above 0. Each of two trainings must reach it; shown is the lesser. Told for estimated flow alone: with exact flow others found it the worst (Xu et al. 2024). ${before} ${clips}`,
};

const convolutions: Claim = {
  id: 'D2-convolutions',
  section,
  text: 'Convolutions need alignment more than attention in windows does, where things move within the window.',
  paper: 'alignment helps convolutional networks, and not transformers',
  threshold:
    'patch alignment against none, motion below 8 LR pixels a frame: the gain of the convolutional network is at least 0.05 dB above that of the transformer with windows of 8',
  reason: `what two trainings of one recipe may differ by. Weakly above 0. Set before any convolutional network was measured. ${clips}`,
};

const apart: Claim = {
  id: 'D2-ddr',
  section: 'Beyond both papers',
  text: 'Video networks have deep degradation representations, too.',
  paper: undefined,
  threshold: 'frames as they are: CHI of clean, blurred and noisy clips at the last group is over 100',
  reason: `as of SRResNet with global residual. Weakly over 20, as of the networks of others. ${before}`,
};

const pooled: Claim = {
  id: 'D2-ddr-pooled',
  section: 'Beyond both papers',
  text: 'They do when features are looked at by mean and deviation over frames and places.',
  paper: undefined,
  threshold:
    "frames as they are: CHI of the same clips by mean and deviation is over 100, and at least 5 times that of the centre frames' pixels",
  reason: 'Set after looking: flattened features had shown nothing. Weakly where one of them is.',
};

const alike: Claim = {
  id: 'D2-ddr-alignment',
  section: 'Beyond both papers',
  text: 'Alignment does not change them: they are of degradations, not of how frames lie.',
  paper: undefined,
  threshold:
    'CHI at the last group, by mean and deviation, of networks with bilinear, nearest and patch alignment is at least half of that without, and at most twice',
  reason: `trainings by other seeds differ by as much. Weakly within four times. ${before} But for the view: set for flattened features, which show nothing that could change.`,
};

/** Networks by their window: 8, and those of others that there are. */
export type ByWindow = Readonly<{ 8: string } & { [size: number]: string | undefined }>;

/** Which networks are which. */
export interface VideoNames {
  readonly none: ByWindow;
  readonly bilinear: ByWindow;
  /** A second training of `none[8]`. */
  readonly again: string;
  readonly single: string;
  readonly nearest: string;
  readonly patch: string;
  /** A second training of `patch`. */
  readonly patchAgain?: string;
  /** Convolutional networks, without alignment and with patches. */
  readonly convolution?: { readonly none: string; readonly patch: string };
}

/** What notebook D2 measured. */
export interface VideoFindings {
  readonly errors: readonly MotionErrors[];
  readonly looks: LookRow;
  readonly attention: readonly FollowRow[];
  readonly analyses: readonly ClipAnalysis[];
}

const sizes = [4, 8, 12] as const;

const decibels = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(3)} dB`;

const aboveZero = (value: number, strong: number): 'holds' | 'holds weakly' | 'does not hold' =>
  value >= strong ? 'holds' : value > 0 ? 'holds weakly' : 'does not hold';

const least = (values: readonly number[]): number => Math.min(...values);

/** The claims of notebook D2. What compares windows, seeds and convolutions is asked of those networks that there are. */
export function checkVideoAlignment(found: VideoFindings, names: VideoNames): CheckedClaim[] {
  const of = (name: string): MotionErrors => errorsOf(found.errors, name);
  const none = of(names.none[8]);
  const slow = [0, 4] as const;
  const fast = [8, FASTEST] as const;
  const seeds = [none, of(names.again)];
  const gains = [slow, fast].flatMap((pixels) => seeds.map((one) => gainAt(one, of(names.single), pixels)));
  const bilinear = of(names.bilinear[8]);
  const unalignedBy = sizes.flatMap((size) => (names.none[size] ? [of(names.none[size])] : []));
  const turningBy = sizes.flatMap((size) => {
    const [one, other] = [names.none[size], names.bilinear[size]];
    return one && other ? [{ size, point: switchPoint(of(one), of(other)) }] : [];
  });
  const others = [none, bilinear, of(names.nearest)];
  const rival = others.reduce((best, one) => (psnrAt(one, fast) > psnrAt(best, fast) ? one : best));
  const chi = (name: string, view: FeatureView = 'mean-deviation'): Measured =>
    analysisOf(found.analyses, name, view).chi;
  const farthest = ([own, ...rest]: readonly number[]): number =>
    Math.max(...rest.map((value) => Math.max(value / own, own / value)));
  return [
    checkMeasured(unaligned, {
      of: gains,
      statistic: (values) => least(values.slice(0, 2)),
      verdict: (gain, values) =>
        gain >= 0.05 && [0, 1].every((seed) => values[2 + seed] <= values[seed] / 2)
          ? 'holds'
          : gain > 0
            ? 'holds weakly'
            : 'does not hold',
      ours: (gain, values) => `${decibels(gain)}; fast ${decibels(Math.max(...values.slice(2)))}`,
      intervalOf: 'the first',
    }),
    checkMeasured(looks, {
      of: [overImages(found.looks.neighbours)],
      verdict: (share) => verdictBetween(share, 0.2, 0.1),
      ours: (share) => `${(100 * share).toFixed(0)} %`,
      unit: (share) => 100 * share,
    }),
    checkMeasured(follows, {
      of: [Math.max(...found.attention.map(({ correlation }) => correlation))],
      verdict: (value) => verdictBetween(value, 0.5, 0.25),
      ours: (value) => value.toFixed(2),
    }),
    checkMeasured(harm, {
      of: [
        errorAbove(bilinear, none, slow),
        errorAbove(bilinear, none, [12, FASTEST]),
        ...turningBy.map(({ point }) => point),
      ],
      verdict: (below, [, above, ...points]) => {
        if (!(below > 0 && above < 0)) return 'does not hold';
        const near = turningBy.every(({ size }, i) => points[i] >= size / 2 && points[i] <= 2 * size);
        const rises = points.length > 1 && points.every((point, i) => i === 0 || point > points[i - 1]);
        return near && rises ? 'holds' : 'holds weakly';
      },
      ours: (below, [, above, ...points]) =>
        `${signed(below)} below 4 px, ${signed(above)} from 12; turns at ${points.join(', ')} px (windows of ${turningBy.map(({ size }) => size).join(', ')})`,
      intervalOf: 'the first',
    }),
    ...(unalignedBy.length < 2
      ? []
      : [
          checkMeasured(windows, {
            of: unalignedBy.slice(1).map((larger, i) => gainAt(larger, unalignedBy[i], 'all')),
            statistic: least,
            verdict: (value) => aboveZero(value, 0.05),
            ours: (_, steps) => steps.map(decibels).join(', '),
            intervalOf: 'the least step',
          }),
        ]),
    checkMeasured(resampling, {
      of: [gainAt(of(names.nearest), bilinear, 'all')],
      verdict: (value) => aboveZero(value, 0.05),
      ours: decibels,
    }),
    checkMeasured(patch, {
      of: [names.patch, ...(names.patchAgain ? [names.patchAgain] : [])].map((name) =>
        gainAt(of(name), rival, fast),
      ),
      statistic: least,
      verdict: (value) => aboveZero(value, 0.05),
      ours: (value, both) =>
        both.length > 1 ? `${decibels(value)} (${both.map(decibels).join(', ')})` : decibels(value),
    }),
    ...(names.convolution
      ? [
          checkMeasured(convolutions, {
            of: [
              gainAt(of(names.convolution.patch), of(names.convolution.none), [0, 8]),
              gainAt(of(names.patch), none, [0, 8]),
            ],
            statistic: ([theirs, attention]) => theirs - attention,
            verdict: (value) => aboveZero(value, 0.05),
            ours: (value, [theirs, attention]) =>
              `${decibels(value)} (${decibels(theirs)} against ${decibels(attention)})`,
            intervalOf: 'the difference',
          }),
        ]
      : []),
    checkMeasured(apart, {
      of: [chi(names.none[8], 'flattened')],
      verdict: (value) => (value > 100 ? 'holds' : value > 20 ? 'holds weakly' : 'does not hold'),
      ours: (value) => value.toPrecision(2),
    }),
    checkMeasured(pooled, {
      of: [chi(names.none[8]), chi(PIXELS)],
      verdict: (value, [, pixels]) => bothOrOne(value > 100, value >= 5 * pixels),
      ours: (value, [, pixels]) => `${value.toFixed(0)}; pixels ${pixels.toFixed(0)}`,
    }),
    checkMeasured(alike, {
      of: [names.none[8], names.bilinear[8], names.nearest, names.patch].map((name) => chi(name)),
      statistic: farthest,
      verdict: (value) => (value <= 2 ? 'holds' : value <= 4 ? 'holds weakly' : 'does not hold'),
      ours: (value) => `${value.toFixed(2)} times at most`,
    }),
  ];
}

const bothOrOne = (a: boolean, b: boolean): 'holds' | 'holds weakly' | 'does not hold' =>
  a && b ? 'holds' : a || b ? 'holds weakly' : 'does not hold';

/** A difference of squared errors, with its sign. */
const signed = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(1)}`;
