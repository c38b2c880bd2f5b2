import type { CheckedClaim, Claim, Verdict } from './claim';
import { verdictBetween } from './grade';
import { checkMeasured, type Measured } from './measured';

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
