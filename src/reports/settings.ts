import { checkSolver, type Solver } from '../analysis/solver';
import { attributionMethod } from './attribute-network';
import { type AnyDegradation, degradationNames } from '../degradations/presets';
import { InputError } from '@ddr-lab/base/errors';
import { type AnyMetric, checkedMetrics, type OwnMetric } from '../metrics/metric';

/** The numbers and names among the options of `analyseNetworks`, defaults filled in. */
export interface CheckedSettings {
  readonly degradations: readonly AnyDegradation[];
  readonly metrics: readonly OwnMetric[];
  readonly runs: number;
  readonly count: number;
  readonly patch: number;
  readonly size: number;
  readonly measured: number;
  readonly seed: number;
  /** Whether maps of what the networks look at are wanted, too, or by which method. */
  readonly attribution: boolean | string;
  /** How principal components are found (`analyse`). */
  readonly solver: Solver;
}

/** The same, where patch and size may wait for the networks: `sizesFor`. */
export type Settings = Omit<CheckedSettings, 'patch' | 'size'> & Partial<CheckedSettings>;

/** Narrower patches leave too little within the borders that SSIM needs. */
const LEAST_PATCH = 16;

/**
 * Fills in the defaults.
 *
 * @throws InputError for one out of its range, before anything is opened.
 */
export function checkedSettings(
  options: Partial<Omit<CheckedSettings, 'metrics'>> & { readonly metrics?: readonly AnyMetric[] },
): Settings {
  const {
    degradations = ['clean', 'blur4', 'noise20'],
    runs = 5,
    count = 100,
    patch,
    size,
    measured = 10,
    seed = 0,
    attribution = false,
    solver = 'auto',
  } = options;
  atLeast('The number of t-SNE runs', runs, 1);
  atLeast('The number of images', count, 1);
  if (patch !== undefined) atLeast("The patches' side", patch, LEAST_PATCH);
  if (size !== undefined) atLeast('The size that is cut from images', size, LEAST_PATCH);
  atLeast('The number of images that outputs are measured on', measured, 1);
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new InputError(`The seed must be a whole number from 0, not ${seed}.`);
  }
  const names = degradationNames(degradations);
  if (names.length < 2) {
    throw new InputError(
      `Name at least two degradations to tell apart, not ${names.length === 0 ? 'none' : `only ${names[0]}`}.`,
    );
  }
  const metrics = checkedMetrics(options.metrics);
  if (typeof attribution === 'string') attributionMethod(attribution);
  checkSolver(solver);
  return { degradations, metrics, runs, count, patch, size, measured, seed, attribution, solver };
}

function atLeast(what: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new InputError(`${what} must be a whole number of at least ${least}, not ${value}.`);
}

const PATCH = 32;
const SIZE = 512;

/** Height and width, pixels. */
export interface Size {
  readonly height: number;
  readonly width: number;
}

/**
 * The sizes that these networks want where none are asked for: patches of 32 or of the one size that a network takes, images that hold
 * such a patch.
 *
 * @throws InputError naming a network that takes no patches of this size.
 */
export function sizesFor(
  networks: readonly { readonly file: string; readonly shrunk: number; readonly fixed?: Size }[],
  { patch, size }: Settings,
): { readonly patch: number; readonly size: number } {
  const fixed = networks.find((network) => network.fixed !== undefined)?.fixed;
  const side = patch ?? fixed?.height ?? PATCH;
  for (const { file, fixed: own } of networks) {
    if (own === undefined || (own.height === side && own.width === side)) continue;
    throw new InputError(
      `${file}: takes images of ${own.height} x ${own.width} alone, and the patches are ${side} x ${side}; they are square, and the same for all networks.`,
    );
  }
  const shrunk = Math.max(...networks.map((network) => network.shrunk));
  return { patch: side, size: size ?? Math.max(SIZE, side * shrunk) };
}
