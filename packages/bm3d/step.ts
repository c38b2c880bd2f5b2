import { setImmediate } from 'node:timers/promises';
import type { HardThresholdSettings, StepSettings } from './settings';
import { compiledStep } from './compiled-step';
import { createGroupFilter } from './group-filter';
import { createKernels } from './kernels';
import { type Matcher, type SearchArea, matchByCoefficients, matchByPixels } from './matching';
import { patchTransforms } from './patch-transforms';
import { type Plane } from './aggregation';

/**
 * Where reference patches of side `patch` start along an axis of `length` pixels: every `step` pixels, and at the
 * far end, so that every pixel is in one at least.
 */
export function referencePositions(length: number, patch: number, step: number): Int32Array {
  const last = length - patch;
  const positions: number[] = [];
  for (let at = 0; at < last; at += step) positions.push(at);
  return Int32Array.from([...positions, last]);
}

/** What one step of BM3D works on. */
export interface StepInput {
  /** The channels of the noisy image, luminance (by which patches are matched) first. */
  readonly noisy: readonly Plane[];
  /** Deviation of each channel's noise in 8-bit levels. */
  readonly sigmas: readonly number[];
  /** The first step's estimate: given, this is the second step. */
  readonly basic?: readonly Plane[];
}

/** What a step reports to and stops for. */
export interface StepControl {
  /** Called after each row of reference patches with how many are done (of `countRows`). */
  readonly onRow?: (done: number) => void;
  readonly signal?: AbortSignal;
  readonly kernels?: StepKernels;
}

/** How many rows of reference patches a step goes through. */
export function countRows({ height }: { readonly height: number }, settings: StepSettings): number {
  return referencePositions(height, settings.patch, settings.step).length;
}

/** One step, row of reference patches by row. */
export interface RowStep {
  /** Finds and filters the groups of the references whose upper left corners lie in row `y`. Rows must be asked for downwards. */
  row(y: number): void;
  /** The estimate, once all rows are filtered. */
  estimate(): Plane[];
}

/** What computes a step: `compiled`, SIMD WebAssembly in single precision, or `plain` JavaScript, mostly in double. */
export type StepKernels = 'compiled' | 'plain';

/**
 * One step of BM3D: for every reference patch the similar ones are found and grouped, each channel's groups
 * filtered, and the filtered patches put back as a weighted mean. Without `basic`, groups are matched in the
 * noisy image and thresholded; with it, they are matched in the estimate and Wiener-filtered.
 * Computed by compiled kernels where nothing else is asked for and the machine has WebAssembly with SIMD.
 */
export async function runStep(
  input: StepInput,
  settings: StepSettings & Partial<HardThresholdSettings>,
  { onRow, signal, kernels: asked = 'compiled' }: StepControl = {},
): Promise<Plane[]> {
  const { height, width } = input.noisy[0];
  const { patch, step } = settings;
  const rows = referencePositions(height, patch, step);
  const columns = referencePositions(width, patch, step);
  const kernels = asked === 'compiled' ? createKernels() : undefined;
  const steps = kernels
    ? compiledStep(kernels, input, settings, columns)
    : plainStep(input, settings, columns);
  for (let i = 0; i < rows.length; i++) {
    signal?.throwIfAborted();
    steps.row(rows[i]);
    onRow?.(i + 1);
    await setImmediate();
  }
  return steps.estimate();
}

function plainStep(
  { noisy, sigmas, basic }: StepInput,
  settings: StepSettings & Partial<HardThresholdSettings>,
  columns: Int32Array,
): RowStep {
  const { height } = noisy[0];
  const { patch, window } = settings;
  const radius = (window - 1) / 2;
  const area: SearchArea = {
    ...{ columns, patch, radius },
    ...{ capacity: settings.group, maximumDistance: settings.maximumDistance },
  };
  const matcher = createMatcher((basic ?? noisy)[0], area, settings, sigmas[0]);
  const filters = noisy.map((plane, c) =>
    createGroupFilter(
      { noisy: plane, sigma: sigmas[c], basic: basic?.[c], threshold: settings.threshold ?? 0 },
      settings,
    ),
  );
  return {
    row(y) {
      const matches = matcher.findRow(y);
      for (const filter of filters) filter.filterRow(matches, Math.min(y + radius, height - patch));
    },
    estimate: () => filters.map((filter) => filter.estimate()),
  };
}

function createMatcher(
  plane: Plane,
  area: SearchArea,
  { patch, patchTransform, matchingThreshold = 0 }: StepSettings & Partial<HardThresholdSettings>,
  sigma: number,
): Matcher {
  if (matchingThreshold === 0) return matchByPixels(plane, area);
  return matchByCoefficients(plane, area, patchTransforms[patchTransform](patch), matchingThreshold * sigma);
}
