import { createAggregation } from './aggregation';
import type { Aggregation } from './aggregation';
import { kaiserWindow } from './kaiser';
import type { Matches } from './matching/matches';
import type { Plane } from './plane';
import type { StepSettings } from './settings';
import { hardThreshold } from './shrinkage/hard-threshold';
import { wienerShrink } from './shrinkage/wiener';
import { groupTransforms } from './transforms/group-transform';
import type { PatchBand } from './transforms/patch-band';
import { createPatchBand } from './transforms/patch-band';
import { inversePatch, patchTransforms } from './transforms/patch-transform';

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
