import type { Attribution } from '../../attribution/method';
import { attributionOf } from '../../attribution/method';
import { diffusionIndex } from '../../attribution/diffusion';
import type { Pixels } from '../worker/messages';
import type { Engine } from './engine';
import { cut, type Place } from './pixels';

/** Steps of the path: while the window moves, and when it rests, as the library has it. */
export const STEPS = { moving: 4, resting: 50 } as const;
/** Side of the window in pixels of the input; of a network that keeps the size, which sees less, a larger one. */
const WINDOW = { enlarging: 4, keeping: 8 };

/** Where a window lies: in the image, and in the patch around it that the network sees. */
export interface Looked {
  /** The patch's corner in the image, LR pixels. */
  readonly patch: Place;
  /** The window's corner in the image, and its side, LR pixels. */
  readonly window: Place & { readonly side: number };
}

/**
 * The window around a pixel and the patch around the window, both as far inside the image as they must be; a window leaves a pixel below and to the right, which its
 * differences need.
 */
export function lookedAt(
  { height, width }: Pick<Pixels, 'height' | 'width'>,
  { top, left }: Place,
  { patch, scale }: { readonly patch: number; readonly scale: number },
): Looked {
  const side = windowSide(scale);
  const inside = (at: number, most: number): number => Math.max(0, Math.min(most, at));
  const window = { top: inside(top, height - side - 1), left: inside(left, width - side - 1), side };
  const margin = Math.floor((patch - side) / 2);
  return {
    window,
    patch: {
      top: inside(window.top - margin, height - patch),
      left: inside(window.left - margin, width - patch),
    },
  };
}

/** Side of the window in pixels of the input. */
export const windowSide = (scale: number): number => (scale > 1 ? WINDOW.enlarging : WINDOW.keeping);

/** A local attribution map and how many pixels take part. */
export interface Look {
  readonly found: Attribution;
  /** LAM's diffusion index. */
  readonly di: number;
  readonly steps: number;
}

/**
 * The local attribution map of a window, its path shared out among the workers: with 50 steps what `ddr attribute lam` gives for the patch.
 *
 * @param told how many steps are done, now and then.
 * @param stopped whether a newer one is asked for, which ends this one.
 * @returns undefined where it was ended.
 */
export async function lookOf(
  engine: Engine,
  asked: {
    readonly network: number;
    readonly scale: number;
    readonly image: Pixels;
    readonly looked: Looked;
    readonly side: number;
  },
  steps: number,
  { told, stopped }: { told?: (done: number) => void; stopped: () => boolean },
): Promise<Look | undefined> {
  const { network, scale, image, looked, side } = asked;
  const { patch, window } = looked;
  const input = cut(image, patch.top, patch.left, side, side);
  const sums = new Float64Array(input.data.length);
  // One step at a time, so that a slider that moves waits for one alone.
  const waiting = Array.from({ length: steps }, (_, from) => from);
  let done = 0;
  const one = async (): Promise<void> => {
    for (let from = waiting.shift(); from !== undefined && !stopped(); from = waiting.shift()) {
      const part = await engine.ask({
        ask: 'slopes',
        network,
        image: input,
        window: {
          top: scale * (window.top - patch.top),
          left: scale * (window.left - patch.left),
          size: scale * window.side,
        },
        steps,
        from,
        to: from + 1,
      });
      for (let i = 0; i < sums.length; i++) sums[i] += part.sums[i];
      done++;
      told?.(done);
    }
  };
  await Promise.all(Array.from({ length: engine.workers }, one));
  if (done < steps) return undefined;
  // Of the target's value nothing is shown.
  const found = attributionOf(input, Float32Array.from(sums), { objective: NaN });
  return { found, di: diffusionIndex(found.map), steps };
}
