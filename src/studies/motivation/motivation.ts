import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { psnr } from '../../metrics/psnr';
import { overRuns, type Spread } from '../../metrics/spread';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import { checkMeasured, type Measured, overImages, verdictBetween } from '../../claims/check';
import type { CheckedClaim, Claim, Verdict } from '@ddr-lab/book/claims/claim';

/** Makes an enlarged image of an LR image. */
export type Method = (lr: Image) => Promise<Image> | Image;

/** A method that restores and enlarges, and what enlarges alone. */
export interface Restorer {
  readonly method: Method;
  /** The same enlargement without the restoration: what the method is compared with. */
  readonly plain: Method;
}

/** What `restorationGains` takes. */
export interface RestorationGainOptions {
  /** Pixels cut off along the borders of the enlarged images; default 4, the paper's scale. */
  readonly border?: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/** What a method makes of one kind of images. */
export interface RestorationGainRow {
  readonly method: string;
  readonly degradation: string;
  /** PSNR of its outputs against HR in dB (RGB). */
  readonly psnr: Spread;
  /** By how many dB that is better than `plain`; below 0, worse. */
  readonly gain: Spread;
  /** How much it changes what `plain` puts out, borders left out: root mean square, in levels of 8 bits. */
  readonly change: Spread;
}

/**
 * What each method restores of each kind of degraded images, as numbers for "the network is switched off" (Sec. 3): its
 * gain in PSNR over the same enlargement without restoration, and how much it changes at all.
 *
 * @param hr HR images, H x W x 3 in [0, 1]
 * @param degraded their LR images by the names of degradations; a shift, which no method could see, must not be in them
 * @throws InputError when the numbers of images differ.
 */
export async function restorationGains(
  restorers: Readonly<Record<string, Restorer>>,
  hr: readonly Image[],
  degraded: Readonly<Record<string, readonly Image[]>>,
  options: RestorationGainOptions = {},
): Promise<RestorationGainRow[]> {
  const { border = 4, onProgress, signal = currentSignal() } = options;
  for (const [name, images] of Object.entries(degraded)) {
    if (images.length === hr.length && hr.length > 0) continue;
    throw new InputError(`${name}: ${images.length} LR images for ${hr.length} HR images: give as many.`);
  }
  const total = Object.keys(restorers).length * Object.keys(degraded).length * hr.length;
  const rows: RestorationGainRow[] = [];
  let done = 0;
  for (const [name, { method, plain }] of Object.entries(restorers)) {
    for (const [degradation, images] of Object.entries(degraded)) {
      const quality: number[] = [];
      const gains: number[] = [];
      const changes: number[] = [];
      for (const [i, image] of images.entries()) {
        signal?.throwIfAborted();
        const [restored, enlarged] = [await method(image), await plain(image)];
        quality.push(psnr(restored, hr[i], { border }));
        gains.push(quality[i] - psnr(enlarged, hr[i], { border }));
        // PSNR told backwards: the root mean square of the differences.
        changes.push(255 * 10 ** (-psnr(restored, enlarged, { border }) / 20));
        onProgress?.({ done: ++done, total, note: `${name}, ${degradation}` });
      }
      const [ofQuality, gain, change] = [quality, gains, changes].map((values) => overRuns(values));
      rows.push({ method: name, degradation, psnr: ofQuality, gain, change });
    }
  }
  return rows;
}

const restores: Claim = {
  id: '3-restores-what-it-was-trained-on',
  section: 'Sec. 3, Fig. 2',
  text: 'CinCGAN, trained on mildly degraded images, restores images of that kind.',
  paper: 'restores them',
  threshold: 'its gain over its own SR part alone is at least 0.3 dB on mildly degraded images',
  reason:
    'a network that does not see degradations gains nothing. Weakly from 0.1 dB, which the eye does not see.',
};

const switchedOff: Claim = {
  id: '3-switched-off-elsewhere',
  section: 'Sec. 3, Fig. 2',
  text: 'On degradations that it was not trained on it does next to nothing, as if it were switched off.',
  paper: 'ignores unseen degradations',
  threshold: 'on noise20 and on old film its gain, or its loss, is less than a third of its gain on mild',
  reason:
    'a third is far from "as well as" and leaves room for what degradations have in common. Weakly below 1.',
};

const classical: Claim = {
  id: '3-bm3d-works-everywhere',
  section: 'Sec. 3, Fig. 2',
  text: 'BM3D, which is not trained, treats noise wherever it is.',
  paper: undefined,
  threshold: 'its gain over bicubic enlargement is at least 1 dB on noise20',
  reason: '1 dB is a fifth of the squared error. Weakly from 0.5 dB.',
};

const clusters: Claim = {
  id: '3-features-by-degradation',
  section: 'Sec. 3, Fig. 3',
  text: "CinCGAN's deep features of three sets of images cluster by their degradation, not by what they show.",
  paper: 'clear clusters',
  threshold: 'CHI by degradation (mild, noise20, old film) is over 100',
  reason: 'at 100 the scatter shows separate groups, overlapping points have a CHI near 1. Weakly from 20.',
};

/** What the checks of Sec. 3 look at. */
export interface MotivationResults {
  /** Rows of `restorationGains` for the methods `CinCGAN` and `BM3D` under mild, noise20 and oldfilm. */
  readonly gains: readonly RestorationGainRow[];
  /** CHI by degradation of CinCGAN's deep features. */
  readonly chi: number | Measured;
}

/** The claims of Sec. 3, the observation that the paper sets out from. */
export function checkMotivation({ gains, chi }: MotivationResults): CheckedClaim[] {
  const gain = (method: string, degradation: string): Measured => {
    const row = gains.find((one) => one.method === method && one.degradation === degradation);
    return row ? overImages(row.gain.values) : { mean: NaN };
  };
  const mild = gain('CinCGAN', 'mild');
  const decibels = (value: number): string => `${value.toFixed(2)} dB`;
  return [
    checkMeasured(restores, {
      of: [mild],
      verdict: (value) => verdictBetween(value, 0.3, 0.1),
      ours: decibels,
    }),
    checkMeasured(switchedOff, {
      of: [mild, gain('CinCGAN', 'noise20'), gain('CinCGAN', 'oldfilm')],
      // Where it does not restore anything at all there is nothing to be switched off.
      statistic: ([own, ...others]) => (own > 0 ? Math.max(...others.map(Math.abs)) / own : Infinity),
      verdict: (ratio) => verdictBetween(ratio, 1 / 3, 1),
      ours: (_, [own, ...others]) => `${others.map(decibels).join(', ')} against ${decibels(own)}`,
      intervalOf: 'quotient',
    }),
    checkMeasured(classical, {
      of: [gain('BM3D', 'noise20')],
      verdict: (value) => verdictBetween(value, 1, 0.5),
      ours: decibels,
    }),
    checkMeasured(clusters, { of: [chi], verdict: (value) => verdictBetween(value, 100, 20) }),
  ];
}

const seen =
  'at 100 the scatter shows separate groups; the bound of the claim on flattened features. Weakly from 20. Written after this number was seen on scenes and before it was on photographs.';

const last: Claim = {
  id: '3-features-averaged',
  section: 'Sec. 3, beyond the paper',
  text: "It is flattening that hides it: averaged over the patch, CinCGAN's deep features (RB16) of the three sets cluster by their degradation.",
  paper: 'clear clusters',
  threshold:
    'CHI by degradation (mild, noise20, old film) of means and deviations over the patch is over 100',
  reason: seen,
};

const restoring: Claim = {
  id: '3-restoring-part-averaged',
  section: 'Sec. 3, beyond the paper',
  text: 'So do those of the last block of its restoring part, which is what the unpaired training made.',
  paper: 'clear clusters',
  threshold:
    'CHI by degradation (mild, noise20, old film) of means and deviations over the patch is over 100',
  reason: seen,
};

/** Sec. 3's claim on features, of features averaged over the patch: CHI by degradation at RB16 and at the last restoring block. */
export function checkMotivationAveraged(chi: {
  readonly last: number | Measured;
  readonly restoring: number | Measured;
}): CheckedClaim[] {
  return [
    checkMeasured(last, { of: [chi.last], verdict }),
    checkMeasured(restoring, { of: [chi.restoring], verdict }),
  ];
}

const verdict = (chi: number): Verdict => verdictBetween(chi, 100, 20);
