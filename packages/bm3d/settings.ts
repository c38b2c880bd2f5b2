import { InputError } from '@ddr-lab/base/errors';
import { type GroupTransformName, groupTransforms } from './group-transforms';
import { type PatchTransformName, patchTransforms } from './patch-transforms';

/** What both steps of BM3D set, each for itself. The names in brackets are those of Dabov et al., Table I. */
export interface StepSettings {
  /** Side of the patches in pixels (N1). For bior1.5 a power of two. */
  readonly patch: number;
  /** From one reference patch to the next in pixels, along rows and columns (Nstep); at most `patch`. */
  readonly step: number;
  /** Side of the window in which similar patches are sought, in pixels, odd (NS). */
  readonly window: number;
  /** Most patches in a group, a power of two (N2). */
  readonly group: number;
  /** Greatest squared distance of similar patches, a mean over pixels, in squared 8-bit levels (tau match). */
  readonly maximumDistance: number;
  /** Transform of the patches (T2D). */
  readonly patchTransform: PatchTransformName;
  /** Transform along the group (T1D). */
  readonly groupTransform: GroupTransformName;
  /** Shape of the Kaiser window that weights a patch's pixels; 0 weights them alike (beta). */
  readonly kaiserBeta: number;
}

/** The first step's settings: hard thresholding. */
export interface HardThresholdSettings extends StepSettings {
  /** Coefficients of a group up to so many times sigma are set to 0 (lambda 3D). */
  readonly threshold: number;
  /**
   * Coefficients of a patch below so many times sigma count as 0 when patches are compared (lambda 2D); 0 compares
   * pixels.
   */
  readonly matchingThreshold: number;
}

/** Above this sigma, in 8-bit levels, the published settings are others. */
const strongNoise = 40;

/** The published settings of both steps ("normal profile" of Dabov et al., Table I) for noise of `sigma` levels. */
export function publishedSettings(sigma: number): { hard: HardThresholdSettings; wiener: StepSettings } {
  const common = { window: 39, groupTransform: 'haar', kaiserBeta: 2 } as const;
  const wiener = { ...common, group: 32, patchTransform: 'dct' } as const;
  if (sigma <= strongNoise) {
    return {
      hard: {
        ...{ ...common, patch: 8, step: 3, group: 16, maximumDistance: 2500, patchTransform: 'bior1.5' },
        ...{ threshold: 2.7, matchingThreshold: 0 },
      },
      wiener: { ...wiener, patch: 8, step: 3, maximumDistance: 400 },
    };
  }
  return {
    hard: {
      ...{ ...common, patch: 12, step: 4, group: 16, maximumDistance: 5000, patchTransform: 'dct' },
      ...{ threshold: 2.8, matchingThreshold: 2 },
    },
    wiener: { ...wiener, patch: 11, step: 6, maximumDistance: 3500 },
  };
}

/**
 * Makes sure that a step can run with these settings.
 *
 * @throws InputError naming the step (`hard` or `wiener`), the setting and what it may be.
 */
export function checkSettings(step: string, settings: StepSettings & Partial<HardThresholdSettings>): void {
  const demand = (name: keyof HardThresholdSettings, holds: boolean, what: string): void => {
    if (!holds) throw new InputError(`BM3D: ${step}.${name} must be ${what}, not ${String(settings[name])}.`);
  };
  const whole = (value: number, least: number): boolean => Number.isInteger(value) && value >= least;
  const fromZero = (value: number): boolean => Number.isFinite(value) && value >= 0;
  const { patch, group, window, threshold = 0, matchingThreshold = 0 } = settings;
  const sides = settings.patchTransform === 'bior1.5' ? [2, 4, 8, 16, 32, 64] : undefined;
  demand('patchTransform', settings.patchTransform in patchTransforms, 'bior1.5 or dct');
  demand('groupTransform', settings.groupTransform in groupTransforms, 'haar or hadamard');
  demand(
    'patch',
    sides ? sides.includes(patch) : whole(patch, 2) && patch <= 64,
    sides ? 'a power of two from 2 to 64 for bior1.5' : 'a whole number from 2 to 64',
  );
  demand(
    'step',
    whole(settings.step, 1) && settings.step <= patch,
    `a whole number from 1 to the patch's ${patch}`,
  );
  demand('window', whole(window, 1) && window % 2 === 1, 'an odd whole number');
  demand(
    'group',
    whole(group, 1) && group <= 1024 && (group & (group - 1)) === 0,
    'a power of two from 1 to 1024',
  );
  demand('maximumDistance', fromZero(settings.maximumDistance), 'a number from 0 on');
  demand('kaiserBeta', fromZero(settings.kaiserBeta) && settings.kaiserBeta <= 100, 'a number from 0 to 100');
  demand('threshold', fromZero(threshold), 'a number from 0 on');
  demand('matchingThreshold', fromZero(matchingThreshold), 'a number from 0 on');
}
