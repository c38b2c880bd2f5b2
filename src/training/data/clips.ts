import { createRandom } from '@ddr-lab/base/random';
import { centreOf, type Clip, shrinkClip, sideBySide } from '@ddr-lab/images/clip';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { alignClip, type AlignmentName } from '@ddr-lab/images/motion/align';
import { alignEstimated } from '@ddr-lab/images/motion/align-estimated';
import type { Flow } from '@ddr-lab/images/motion/flow';
import type { MovingClip } from '@ddr-lab/images/scenes/moving/layered-clip';
import { type MovingClips, openMovingClips } from '@ddr-lab/images/scenes/moving/moving-scenes';
import { type PatchBatch, type PatchSampler, TURNS } from './pairs';

/** Which flow an alignment goes by: the one that the clip was made with, or one estimated from its LR frames. */
export type FlowSource = 'exact' | 'estimated';

/** How the frames of a clip are aligned before a network sees them. */
export interface ClipAlignment {
  /** Default `none`. */
  readonly alignment?: AlignmentName;
  /** Default `estimated`, as published methods have it. */
  readonly flow?: FlowSource;
  /** Side of a patch that is moved as a whole, in LR pixels; default 8. */
  readonly patchSide?: number;
}

/** How LR frames are made of HR ones. */
export interface ClipLowResolution {
  /** As of `shrinkClip`; default `true`. */
  readonly antialias?: boolean;
}

/** An LR clip as a network gets it, and the HR centre frame that it is to give. */
export interface ClipPair {
  readonly lr: Clip;
  readonly hr: Image;
}

/**
 * LR frames aligned with the one in the middle.
 *
 * @param flows the true ones, from the centre to each frame; looked at where the flow is `exact`.
 */
export function alignedFrames(lr: Clip, flows: readonly Flow[], options: ClipAlignment = {}): Clip {
  const { alignment = 'none', flow = 'estimated', patchSide = 8 } = options;
  return flow === 'exact'
    ? alignClip(lr, flows, alignment, { patch: patchSide })
    : alignEstimated(lr, alignment, { patch: patchSide });
}

/** The LR frames of a moving clip, aligned, and its HR centre frame. */
export function alignedPair(
  { clip, scale, flows }: MovingClip,
  options: ClipAlignment & ClipLowResolution = {},
): ClipPair {
  const lr = lowOf(clip, scale, options);
  return { lr: alignedFrames(lr, flows, options), hr: clip.frames[centreOf(clip)] };
}

/** LR clips of HR ones that are there yet, so that the flow of each is estimated once. */
const lows = new WeakMap<Clip, Map<string, Clip>>();

function lowOf(clip: Clip, scale: number, { antialias = true }: ClipLowResolution): Clip {
  const own = lows.get(clip) ?? new Map<string, Clip>();
  lows.set(clip, own);
  const key = `${scale} ${antialias}`;
  const low = own.get(key) ?? shrinkClip(clip, scale, { antialias });
  own.set(key, low);
  return low;
}

/** What `clipSampler` takes. */
export interface ClipSamplerOptions extends ClipAlignment, ClipLowResolution {
  /** Side of an LR patch in pixels. */
  readonly patch: number;
  /** Clips a batch. */
  readonly batch: number;
  readonly frames: number;
  readonly scale: number;
  readonly seed: number;
  /** Speeds in LR pixels a frame, log-uniform between the two. */
  readonly speeds: readonly [number, number];
  /** How many clips there are; default 512. Each is made when it is first asked for, and kept. */
  readonly clips?: number;
  /** Side of a clip in LR pixels, from which patches are cut; default twice the patch's. */
  readonly side?: number;
}

/** A clip that is kept: LR frames side by side (H x W x 3T), and the HR centre frame. */
interface KeptClip {
  readonly lr: Float32Array;
  readonly hr: Float32Array;
}

/**
 * Samples clips of moving layers, cut from the set's images, and their HR centre frames: a random clip, a random place in it, random flips and a random transposition. Frames are aligned on the whole clip
 * before a patch is cut, so that what lies around it is real. Batches depend on the seed and the iteration alone: trainings with other alignments see the same places of the same clips.
 *
 * @returns batches of N x P x P x 3T (frames side by side) and N x (s P) x (s P) x 3.
 * @throws InputError (`batch`) when an image is smaller than a clip.
 */
export function clipSampler(images: ImageSet, options: ClipSamplerOptions): PatchSampler {
  const { patch, batch, frames, scale, seed, speeds, clips = 512, side = 2 * patch } = options;
  const size = side * scale;
  const source = openMovingClips(images, { height: size, width: size, frames, scale, speeds, seed });
  const kept = new Map<number, KeptClip>();
  const clipAt = async (index: number): Promise<KeptClip> => {
    const known = kept.get(index);
    if (known) return known;
    const { lr, hr } = alignedPair(await source.read(index), options);
    const made = { lr: sideBySide(lr), hr: hr.data };
    kept.set(index, made);
    return made;
  };
  const [low, high] = [patch * patch * 3 * frames, (patch * scale) ** 2 * 3];
  return {
    batch: async (iteration) => {
      const into: PatchBatch = { lr: new Float32Array(batch * low), hr: new Float32Array(batch * high) };
      for (let n = 0; n < batch; n++) {
        const random = createRandom(seed, 1, iteration, n);
        const { lr, hr } = await clipAt(random.integer(clips));
        const [top, left] = [random.integer(side - patch + 1), random.integer(side - patch + 1)];
        const turn = random.integer(TURNS);
        const cut = { top, left, side: patch, turn };
        copySquare({ data: lr, width: side, channels: 3 * frames }, cut, into.lr, n * low);
        const large = { top: top * scale, left: left * scale, side: patch * scale, turn };
        copySquare({ data: hr, width: size, channels: 3 }, large, into.hr, n * high);
      }
      return into;
    },
  };
}

/** Copies a square of an image with any number of channels, flipped down (1), across (2) and transposed (4) as the bits of `turn` say. */
function copySquare(
  { data, width, channels }: { data: Float32Array; width: number; channels: number },
  { top, left, side, turn }: { top: number; left: number; side: number; turn: number },
  into: Float32Array,
  at: number,
): void {
  let to = at;
  for (let i = 0; i < side; i++) {
    for (let j = 0; j < side; j++) {
      const [y, x] = turn & 4 ? [j, i] : [i, j];
      const row = top + (turn & 1 ? side - 1 - y : y);
      const column = left + (turn & 2 ? side - 1 - x : x);
      const from = (row * width + column) * channels;
      for (let c = 0; c < channels; c++) into[to++] = data[from + c];
    }
  }
}

/** Clips that a network is measured on, always the same. */
export interface TestClipsOptions {
  readonly count: number;
  /** Number of the first; default 0. */
  readonly first?: number;
  /** Sides of an LR frame in pixels. */
  readonly side: number;
  readonly frames: number;
  readonly scale: number;
  readonly speeds: readonly [number, number];
}

/** The first clips cut from a set's images, with the seed 0 of all that is only looked at. */
export async function testClips(images: ImageSet, options: TestClipsOptions): Promise<MovingClip[]> {
  const { count, first = 0, side, ...rest } = options;
  const size = side * options.scale;
  const clips: MovingClips = openMovingClips(images, { ...rest, height: size, width: size, seed: 0 });
  const read: MovingClip[] = [];
  for (let i = first; i < first + count; i++) read.push(await clips.read(i));
  return read;
}
