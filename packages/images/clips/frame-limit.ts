import { InputError } from '@ddr-lab/base/errors';

/** Which frames of a clip are read. */
export interface OpenClipOptions {
  /** The first one, from 0 on; default 0. */
  readonly first?: number;
  /** How many at most; default all that there are. */
  readonly count?: number;
}

/** Bytes that the frames of a clip may take in memory: 1 GiB, at 12 a pixel. */
const CLIP_MEMORY = 2 ** 30;

/** @throws InputError for options that are no whole numbers, or ask for nothing. */
export function wantedFrames({ first = 0, count = Infinity }: OpenClipOptions): {
  first: number;
  count: number;
} {
  const fine =
    Number.isInteger(first) && first >= 0 && (count === Infinity || Number.isInteger(count)) && count > 0;
  if (fine) return { first, count };
  throw new InputError(
    `Frames are read from a whole number on, and one at least: not ${count} from ${first} on.`,
  );
}

/**
 * Refuses frames before memory is taken for them.
 *
 * @throws InputError naming the file when the first one is beyond the end, or all together take more than 1 GiB.
 */
export function checkFrames(
  file: string,
  { height, width, frames }: { height: number; width: number; frames: number },
): void {
  if (frames <= 0) throw new InputError(`${file}: has no frame there; give a smaller \`first\`.`);
  const bytes = height * width * frames * 12;
  if (bytes <= CLIP_MEMORY) return;
  const most = Math.floor(CLIP_MEMORY / (height * width * 12));
  throw new InputError(
    `${file}: ${frames} frames of ${height} x ${width} take ${(bytes / 2 ** 30).toFixed(1)} GiB of memory, the limit is 1; ` +
      (most > 0 ? `give a \`count\` of ${most} at most.` : 'shrink it first.'),
  );
}
