import type { OnProgress } from '@ddr-lab/base/progress';
import { InputError } from '@ddr-lab/base/errors';
import { currentSignal } from '@ddr-lab/base/signal';
import { centreOf } from '@ddr-lab/images/clip';
import type { Image } from '@ddr-lab/images/image';
import type { MovingClip } from '@ddr-lab/images/scenes/moving/layered-clip';
import type { Measured } from '../../claims/check';
import { imageDraws } from '../../metrics/image-draws';
import { superResolve } from '../../networks/super-resolve';
import type { Runnable } from '../../networks/tappable';
import { inputOf, type Way } from './test-clips';

/** Bins of motion are one LR pixel a frame wide, up to here; what moves faster is in the last. */
export const FASTEST = 16;

/** Groups of pixels behind the bins of motion. */
const [HIDDEN, BORDER] = [FASTEST, FASTEST + 1];
const GROUPS = FASTEST + 2;

/** LR pixels at the frame's border that are counted apart; their true place in a neighbour may be beyond it. */
const MARGIN = 2;

/** Squared errors of one network, clip by clip: sums and numbers of LR pixels by group. */
export interface MotionErrors {
  readonly network: string;
  /** A clip an entry: for each group the sum over LR pixels of the mean squared error of their HR samples, in levels squared (of 255). */
  readonly sums: readonly Float64Array[];
  /** How many LR pixels. */
  readonly counts: readonly Float64Array[];
}

/** Which pixels an error is of: motion in LR pixels a frame, whole numbers, from the first to below the second; or those that a neighbour does not show; or all. */
export type Pixels = readonly [from: number, to: number] | 'hidden' | 'border' | 'all';

/**
 * The group of each LR pixel: its bin of motion, by the mean length of its true flow to the neighbours; or at the border; or hidden in a neighbour.
 */
export function motionGroups({ flows, hidden }: Pick<MovingClip, 'flows' | 'hidden'>): Uint8Array {
  const middle = centreOf({ frames: new Array<Image>(flows.length) });
  const others = flows.flatMap((flow, t) =>
    t === middle ? [] : [{ flow, hidden: hidden[t], far: Math.abs(t - middle) }],
  );
  const { height, width } = flows[middle];
  return Uint8Array.from({ length: height * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    if (Math.min(row, column, height - 1 - row, width - 1 - column) < MARGIN) return BORDER;
    if (others.some((other) => other.hidden[i] === 1)) return HIDDEN;
    const lengths = others.map(({ flow, far }) => Math.hypot(flow.data[2 * i], flow.data[2 * i + 1]) / far);
    const mean = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
    return Math.min(FASTEST - 1, Math.floor(mean));
  });
}

/** Sums of squared errors of an output by group, in levels squared, and how many LR pixels each group has. */
export function groupedErrors(
  output: Image,
  truth: Image,
  groups: Uint8Array,
  scale: number,
): { sums: Float64Array; counts: Float64Array } {
  const [sums, counts] = [new Float64Array(GROUPS), new Float64Array(GROUPS)];
  const { width, data } = truth;
  const across = width / scale;
  for (let k = 0; k < data.length; k++) {
    const pixel = Math.floor(k / 3);
    const low = Math.floor(Math.floor(pixel / width) / scale) * across + Math.floor((pixel % width) / scale);
    sums[groups[low]] += (255 * (output.data[k] - data[k])) ** 2 / (3 * scale * scale);
  }
  for (const group of groups) counts[group]++;
  return { sums, counts };
}

/**
 * A network's errors on clips by how fast things move, its frames aligned in a way.
 *
 * @throws InputError when its output has another size than the clip's HR frames.
 */
export async function motionErrors(
  name: string,
  network: Runnable,
  clips: readonly MovingClip[],
  way: Way,
  options: { readonly onProgress?: OnProgress; readonly signal?: AbortSignal } = {},
): Promise<MotionErrors> {
  const { onProgress, signal = currentSignal() } = options;
  const found: { sums: Float64Array; counts: Float64Array }[] = [];
  for (const moving of clips) {
    signal?.throwIfAborted();
    const truth = moving.clip.frames[centreOf(moving.clip)];
    const output = await superResolve(network, inputOf(moving, way));
    if (output.height !== truth.height || output.width !== truth.width) {
      throw new InputError(
        `${name} makes ${output.height} x ${output.width} pixels where the clips have ${truth.height} x ${truth.width}.`,
      );
    }
    found.push(groupedErrors(output, truth, motionGroups(moving), moving.scale));
    onProgress?.({ done: found.length, total: clips.length, note: name });
  }
  return { network: name, sums: found.map(({ sums }) => sums), counts: found.map(({ counts }) => counts) };
}

function groupsOf(pixels: Pixels): number[] {
  if (pixels === 'hidden') return [HIDDEN];
  if (pixels === 'border') return [BORDER];
  if (pixels === 'all') return Array.from({ length: GROUPS }, (_, g) => g);
  const [from, to] = pixels;
  return Array.from({ length: to - from }, (_, k) => from + k);
}

/** How many LR pixels of all clips are such. */
export const pixelCount = ({ counts }: MotionErrors, pixels: Pixels): number =>
  counts.reduce((sum, clip) => sum + groupsOf(pixels).reduce((own, g) => own + clip[g], 0), 0);

/** Mean squared errors of such pixels over all clips, of clips drawn anew as well; NaN where there are none. */
function meanErrors(rows: MotionErrors, pixels: Pixels): { mean: number; resampled: number[] } {
  const groups = groupsOf(pixels);
  const of = (values: readonly Float64Array[]): number[] =>
    values.map((clip) => groups.reduce((sum, g) => sum + clip[g], 0));
  const [sums, counts] = [of(rows.sums), of(rows.counts)];
  const over = (weight: (clip: number) => number): number => {
    let [sum, count] = [0, 0];
    for (let c = 0; c < sums.length; c++) {
      sum += weight(c) * sums[c];
      count += weight(c) * counts[c];
    }
    return sum / count;
  };
  const draws = imageDraws([...sums.keys()]);
  return { mean: over(() => 1), resampled: draws.counts.map((drawn) => over((clip) => drawn[clip])) };
}

/** By how much one network's mean squared error of such pixels is above another's, in levels squared; redraws are of both alike. */
export function errorAbove(one: MotionErrors, other: MotionErrors, pixels: Pixels): Measured {
  const [a, b] = [meanErrors(one, pixels), meanErrors(other, pixels)];
  return { mean: a.mean - b.mean, resampled: a.resampled.map((value, d) => value - b.resampled[d]) };
}

/** PSNR of such pixels in dB, from the mean squared error over all clips. */
export const psnrAt = (rows: MotionErrors, pixels: Pixels): number =>
  10 * Math.log10(255 ** 2 / meanErrors(rows, pixels).mean);

/** By how many dB one network's PSNR of such pixels is above another's. */
export function gainAt(one: MotionErrors, other: MotionErrors, pixels: Pixels): Measured {
  const [a, b] = [meanErrors(one, pixels), meanErrors(other, pixels)];
  const decibels = (mine: number, theirs: number): number => 10 * Math.log10(theirs / mine);
  return {
    mean: decibels(a.mean, b.mean),
    resampled: a.resampled.map((value, d) => decibels(value, b.resampled[d])),
  };
}

/**
 * The motion up to which frames had better be left as they are, and from which on aligned, in LR pixels a frame: of all whole numbers the one with the least error in all. 0 where aligning is
 * better throughout, 16 where it never is.
 */
export function switchPoint(unaligned: MotionErrors, aligned: MotionErrors): Measured {
  const draws = imageDraws([...unaligned.sums.keys()]);
  const best = (weight: (clip: number) => number): number => {
    let [sum, most, at] = [0, 0, 0];
    for (let g = 0; g < FASTEST; g++) {
      unaligned.sums.forEach((clip, c) => (sum += weight(c) * (aligned.sums[c][g] - clip[g])));
      if (sum > most) [most, at] = [sum, g + 1];
    }
    return at;
  };
  return { mean: best(() => 1), resampled: draws.counts.map((drawn) => best((clip) => drawn[clip])) };
}

/**
 * The errors of a network.
 *
 * @throws InputError where there are none.
 */
export function errorsOf(rows: readonly MotionErrors[], network: string): MotionErrors {
  const found = rows.find((one) => one.network === network);
  if (!found) throw new InputError(`There are no errors of ${network}.`);
  return found;
}
