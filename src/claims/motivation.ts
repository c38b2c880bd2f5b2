import type { RemovedShareRow } from '../applications/removed-share';
import { checkClaim, type CheckedClaim, type Claim } from './claim';
import { verdictBetween } from './grade';

const restores: Claim = {
  id: '3-restores-what-it-was-trained-on',
  section: 'Sec. 3, Fig. 2',
  text: 'CinCGAN, trained on mildly degraded images, restores images of that kind.',
  paper: 'restores them',
  threshold: 'it removes at least 20 % of the change that the mild degradation makes in the upscaled image',
  reason:
    'a network that does not see degradations removes nothing. Weakly from 5 %. Blur and noise can never be removed wholly.',
};

const switchedOff: Claim = {
  id: '3-switched-off-elsewhere',
  section: 'Sec. 3, Fig. 2',
  text: 'On degradations that it was not trained on it does next to nothing, as if it were switched off.',
  paper: 'ignores unseen degradations',
  threshold: 'of noise20 and of old film it removes less than a third of the share that it removes of mild',
  reason:
    'a third is far from "as well as" and leaves room for what degradations have in common. Weakly below 1.',
};

const classical: Claim = {
  id: '3-bm3d-works-everywhere',
  section: 'Sec. 3, Fig. 2',
  text: 'BM3D, which is not trained, treats noise wherever it is.',
  paper: undefined,
  threshold: 'it removes at least half of the change that noise20 makes in the upscaled image',
  reason: 'half of the squared change is 3 dB. Weakly from a quarter.',
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
  /** Rows of `removedShares` for the methods `CinCGAN` and `BM3D` under mild, noise20 and oldfilm. */
  readonly removed: readonly RemovedShareRow[];
  /** CHI by degradation of CinCGAN's deep features. */
  readonly chi: number;
}

/** The claims of Sec. 3, the observation that the paper sets out from. */
export function checkMotivation({ removed, chi }: MotivationResults): CheckedClaim[] {
  const share = (method: string, degradation: string): number => {
    const row = removed.find((one) => one.method === method && one.degradation === degradation);
    return row ? row.share.mean : NaN;
  };
  const mild = share('CinCGAN', 'mild');
  const elsewhere = Math.max(share('CinCGAN', 'noise20'), share('CinCGAN', 'oldfilm'));
  const noise = share('BM3D', 'noise20');
  const percent = (value: number): string => `${(100 * value).toFixed(0)} %`;
  // Where it does not restore anything at all there is nothing to be switched off.
  const ratio = mild > 0 ? elsewhere / mild : NaN;
  return [
    checkClaim(restores, percent(mild), verdictBetween(mild, 0.2, 0.05)),
    checkClaim(
      switchedOff,
      `${percent(elsewhere)} against ${percent(mild)}`,
      verdictBetween(ratio, 1 / 3, 1),
    ),
    checkClaim(classical, percent(noise), verdictBetween(noise, 0.5, 0.25)),
    checkClaim(clusters, chi, verdictBetween(chi, 100, 20)),
  ];
}
