import { type Aggregation, createAggregation, kaiserWindow, type Plane } from './aggregation';
import type { StepSettings } from './settings';
import { groupTransforms } from './group-transforms';
import type { Matches } from './matching';
import { type PatchBand, createPatchBand, inversePatch, patchTransforms } from './patch-transforms';

/** Filters the groups of one channel and adds them up. */
export interface GroupFilter {
  /** Filters the groups of all references of a row of which no patch starts below row `last`. */
  filterRow(matches: Matches, last: number): void;
  /** The estimate, once all rows are filtered. */
  estimate(): Plane;
}

/** What a group filter works on. */
export interface GroupFilterInput {
  readonly noisy: Plane;
  /** Deviation of this channel's noise in 8-bit levels. */
  readonly sigma: number;
  /** The first step's estimate of this channel: given, the filter is Wiener's, otherwise a hard threshold. */
  readonly basic?: Plane;
  /** Times sigma: the hard threshold. */
  readonly threshold: number;
}

/** A filter for the groups of one channel (Dabov et al., Sec. III-B and III-C). */
export function createGroupFilter(input: GroupFilterInput, settings: StepSettings): GroupFilter {
  const { noisy, basic, sigma } = input;
  const n = settings.patch;
  const area = n * n;
  const transform = patchTransforms[settings.patchTransform](n);
  const along = groupTransforms[settings.groupTransform];
  // Rows within the window above and below the reference, and the reference's own.
  const noisyBand = createPatchBand(noisy, transform, settings.window);
  const basicBand = basic && createPatchBand(basic, transform, settings.window);
  const sums: Aggregation = createAggregation(
    noisy.height,
    noisy.width,
    kaiserWindow(n, settings.kaiserBeta),
  );
  const group = new Float64Array(settings.group * area);
  const basicGroup = new Float64Array(settings.group * area);
  const scratch = new Float64Array(settings.group * area);
  const patch = new Float64Array(area);

  const collect = (
    band: PatchBand,
    into: Float64Array,
    matches: Matches,
    start: number,
    count: number,
  ): void => {
    for (let k = 0; k < count; k++) {
      const at = matches.patches[start + k];
      const from = band.offset(Math.floor(at / noisy.width), at % noisy.width);
      for (let i = 0; i < area; i++) into[k * area + i] = band.data[from + i];
    }
    along.forward(into, count, area, scratch);
  };

  const filter = (matches: Matches, start: number, count: number): void => {
    const length = count * area;
    collect(noisyBand, group, matches, start, count);
    let weight: number;
    if (basicBand) {
      collect(basicBand, basicGroup, matches, start, count);
      weight = wienerShrink(group, basicGroup, length, sigma);
    } else {
      weight = hardThreshold(group, length, input.threshold * sigma);
    }
    along.inverse(group, count, area, scratch);
    for (let k = 0; k < count; k++) {
      inversePatch(transform, group, k * area, patch, scratch);
      sums.add(patch, matches.patches[start + k], weight);
    }
  };

  return {
    filterRow(matches, last) {
      noisyBand.reach(last);
      basicBand?.reach(last);
      for (let j = 0; j < matches.count.length; j++) {
        filter(matches, j * matches.capacity, greatestPowerOfTwo(matches.count[j]));
      }
    },
    estimate: () => sums.plane(),
  };
}

/** The greatest power of two up to `count` (from 1 on): what the transforms along the group can take. */
function greatestPowerOfTwo(count: number): number {
  return 2 ** (31 - Math.clz32(count));
}

/**
 * Sets the coefficients of a group that do not exceed `threshold` in magnitude to 0, in place.
 *
 * @param length how many numbers at the start of `group` belong to the group.
 * @returns the weight of the group's patches: one over the number of coefficients that remain, or 1 when none
 *   does (Dabov et al., eq. 10; the noise variance there is the same for all groups and cancels).
 */
function hardThreshold(group: Float64Array, length: number, threshold: number): number {
  let remaining = 0;
  for (let i = 0; i < length; i++) {
    if (Math.abs(group[i]) > threshold) remaining++;
    else group[i] = 0;
  }
  return remaining >= 1 ? 1 / remaining : 1;
}

/**
 * Multiplies the coefficients of a noisy group by the empirical Wiener factors e^2 / (e^2 + sigma^2), in place,
 * where e are the coefficients of the same patches of the basic estimate (Dabov et al., eq. 8 and 9).
 *
 * @param length how many numbers at the start of both arrays belong to the group.
 * @returns the weight of the group's patches: one over the factors' sum of squares, or 1 when all are 0 (eq. 11;
 *   the noise variance there is the same for all groups and cancels).
 */
function wienerShrink(group: Float64Array, basic: Float64Array, length: number, sigma: number): number {
  const variance = sigma * sigma;
  let energy = 0;
  for (let i = 0; i < length; i++) {
    const power = basic[i] * basic[i];
    const factor = power === 0 ? 0 : power / (power + variance);
    group[i] *= factor;
    energy += factor * factor;
  }
  // Below this, one over it would leave the range of numbers.
  return energy > 1e-200 ? 1 / energy : 1;
}
