import { parsePreset } from '../degradations/presets';
import { InputError } from '../errors';

/** The numbers and names among the options of `analyseNetworks`, defaults filled in. */
export interface CheckedSettings {
  readonly degradations: readonly string[];
  readonly runs: number;
  readonly count: number;
  readonly patch: number;
  readonly size: number;
  readonly measured: number;
  readonly seed: number;
}

/** Narrower patches leave too little within the borders that SSIM needs. */
const LEAST_PATCH = 16;

/**
 * Fills in the defaults.
 *
 * @throws InputError for one out of its range, before anything is opened.
 */
export function checkedSettings(options: Partial<CheckedSettings>): CheckedSettings {
  const {
    degradations = ['clean', 'blur4', 'noise20'],
    runs = 5,
    count = 100,
    patch = 32,
    size = 512,
    measured = 10,
    seed = 0,
  } = options;
  atLeast('The number of t-SNE runs', runs, 1);
  atLeast('The number of images', count, 1);
  atLeast("The patches' side", patch, LEAST_PATCH);
  atLeast('The size that is cut from images', size, LEAST_PATCH);
  atLeast('The number of images that outputs are measured on', measured, 1);
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InputError(`The seed must be a whole number from 0, not ${seed}.`);
  }
  const names = degradations.map((text) => parsePreset(text).name);
  if (names.length < 2) {
    throw new InputError(
      `Name at least two degradations to tell apart, not ${names.length === 0 ? 'none' : `only ${names[0]}`}.`,
    );
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new InputError(`The degradation ${twice} is named twice.`);
  return { degradations: names, runs, count, patch, size, measured, seed };
}

function atLeast(what: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new InputError(`${what} must be a whole number of at least ${least}, not ${value}.`);
}
