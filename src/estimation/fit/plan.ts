import type { FitOptions } from './fit-probe';
import type { SamplePlan } from './samples';

/** What the probe is fitted on. */
export const fittingPlans: readonly SamplePlan[] = [
  { set: 'bsds500/train', draws: [0, 6], greyFrom: 2, seeds: [1, 0] },
  { set: 'scenes', options: { count: 80, size: 256, seed: 11 }, draws: [2, 4], greyFrom: 0, seeds: [3, 0] },
];

/** What it is measured on: images, scenes and draws that it was not fitted on. */
export const heldOutPlans: readonly SamplePlan[] = [
  { set: 'bsds500/val', draws: [2, 4], greyFrom: 0, seeds: [2, 0] },
  { set: 'set14', draws: [2, 4], greyFrom: 0, seeds: [2, 1] },
  { set: 'live/reference', draws: [2, 4], greyFrom: 0, seeds: [2, 2] },
  { set: 'city100/NikonD5500/high', options: { count: 30 }, draws: [2, 4], greyFrom: 0, seeds: [2, 3] },
  { set: 'city100/iPhoneX/high', options: { count: 30 }, draws: [2, 4], greyFrom: 0, seeds: [2, 4] },
  { set: 'scenes', options: { count: 30, size: 256, seed: 12 }, draws: [2, 4], greyFrom: 0, seeds: [2, 5] },
];

/** How the probe that ships is fitted. */
export const fitOptions: FitOptions = {
  features: { count: 600, width: 0.0015, seed: 7 },
  penalties: { value: 0.01, spread: 2 },
  folds: 4,
  coverage: 0.9,
};
