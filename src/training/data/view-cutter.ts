import { InputError } from '@ddr-lab/base/errors';
import type { Random } from '@ddr-lab/base/random';
import { cropToMultiple } from '@ddr-lab/images/crop';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { toBytes } from '@ddr-lab/images/io';
import {
  type LowResolutionDegradation,
  quantised,
  shrinkingKernel,
  shrunk,
} from '../../degradations/low-resolution-model';
import { copyTurned, TURNS } from './pairs';

/** An HR image in 8 bits. */
interface Original {
  readonly data: Uint8Array;
  readonly height: number;
  readonly width: number;
}

/** Where a view is cut, and how it is flipped, in LR pixels. */
interface Place {
  readonly top: number;
  readonly left: number;
  readonly turn: number;
}

/** Cuts degraded patches out of images. */
export interface ViewCutter {
  /**
   * An image of the set, read once.
   *
   * @throws InputError where it is smaller than a patch.
   */
  originalOf(index: number): Promise<Original>;
  /** A random place and flip. */
  place(original: Original, random: Random): Place;
  /** P x P x 3 in [0, 1]: the place degraded, from the image around it. */
  view(original: Original, at: Place, degradation: LowResolutionDegradation, noiseSeed: number): Float32Array;
  /** The place itself, (s P) x (s P) x 3 in [0, 1], written into `out` from `offset` on. */
  original(original: Original, at: Place, out: Float32Array, offset: number): void;
}

/** A cutter of patches of P x P LR pixels. */
export function viewCutter(
  images: ImageSet,
  { patch, scale }: { readonly patch: number; readonly scale: number },
): ViewCutter {
  const originals = new Map<number, Original>();
  return {
    originalOf: async (index) => {
      const known = originals.get(index);
      if (known) return known;
      const image = cropToMultiple(await images.read(index), scale);
      if (Math.min(image.height, image.width) < patch * scale) {
        throw new InputError(
          `${images.name}/${images.label(index)}: ${image.height} x ${image.width} is too small for patches of ${patch * scale}.`,
        );
      }
      const made = { data: toBytes(image), height: image.height, width: image.width };
      originals.set(index, made);
      return made;
    },
    place: (original, random) => ({
      top: random.integer(original.height / scale - patch + 1),
      left: random.integer(original.width / scale - patch + 1),
      turn: random.integer(TURNS),
    }),
    view: (original, at, degradation, noiseSeed) => {
      const part = { scale, top: at.top, left: at.left, height: patch, width: patch };
      const low = shrunk(original, shrinkingKernel(degradation.blur, scale), part);
      const bytes = quantised(low, 1, { noise: degradation.noise, seed: noiseSeed });
      const out = new Float32Array(patch * patch * 3);
      copyTurned(bytes, patch, { top: 0, left: 0, height: patch, width: patch }, at.turn, out);
      return out;
    },
    original: (original, at, out, offset) => {
      const side = patch * scale;
      const part = { top: at.top * scale, left: at.left * scale, height: side, width: side };
      copyTurned(original.data, original.width, part, at.turn, out, offset);
    },
  };
}
