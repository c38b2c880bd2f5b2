import { type Clip, sideBySide } from '@ddr-lab/images/clip';
import { checkInput } from '../networks/check-input';
import type { Tappable } from '../networks/tappable';
import { lam, type LamOptions } from './lam';
import { lamPath } from './lam-path';
import { type AttributeOptions, settingsOf } from './method';
import { integralAlong } from './path';
import type { Target } from './targets';

/** What a window of the output owes to one frame. */
export interface FrameAttribution {
  /** H x W: the magnitude of a pixel's three attributions together, over the largest of all frames. */
  readonly map: Float32Array;
  /** The sum of the map over that of all frames' maps, 0 to 1. */
  readonly share: number;
  /** The map's centre of mass in pixels, row and column. */
  readonly centroid: readonly [row: number, column: number];
}

/** A local attribution map of each frame of a clip. */
export interface ClipAttribution {
  readonly height: number;
  readonly width: number;
  readonly frames: readonly FrameAttribution[];
  /** How far completeness is missed, as in `Attribution`. */
  readonly residual: number;
}

/**
 * Local attribution maps of a clip (Gu and Dong 2021; over frames as Shi et al. 2022 show them): all frames are sharpened together along the path, and each sample's share is its own. Settings as those of `lam`.
 *
 * @param network takes clips of as many frames.
 * @throws InputError for a network of other inputs, and as `lam`.
 */
export async function lamOfClip(
  network: Tappable,
  clip: Clip,
  target: Target,
  options: Partial<LamOptions> & AttributeOptions = {},
): Promise<ClipAttribution> {
  const { path, steps, rule, sigma, kernel } = settingsOf(lam, options);
  const { memory, onProgress, signal } = options;
  const { height, width } = clip;
  const planes = 3 * clip.frames.length;
  checkInput(network, clip.frames.length);
  const paths = clip.frames.map((frame) => lamPath(frame, path, { sigma, kernel }));
  const along = (t: number): Float32Array =>
    sideBySide({
      ...clip,
      frames: clip.frames.map((frame, k) => ({ ...frame, data: t === 1 ? frame.data : paths[k](t) })),
    });
  const settings = { method: 'LAM', steps, rule, memory, onProgress, signal };
  const { sums, objective, baseline } = await integralAlong(
    network,
    { height, width, planes },
    target,
    along,
    settings,
  );
  const change = objective - baseline;
  const total = sums.reduce((a, b) => a + b, 0);
  return {
    height,
    width,
    frames: framesOf(sums, clip),
    residual: change === 0 ? (total === 0 ? 0 : Infinity) : Math.abs(total - change) / Math.abs(change),
  };
}

function framesOf(sums: Float64Array, { height, width, frames }: Clip): FrameAttribution[] {
  const planes = 3 * frames.length;
  const maps = frames.map((_, t) =>
    Float32Array.from({ length: height * width }, (__, i) => {
      const at = i * planes + 3 * t;
      return Math.abs(sums[at] + sums[at + 1] + sums[at + 2]);
    }),
  );
  const largest = maps.reduce((most, map) => map.reduce((a, b) => Math.max(a, b), most), 0);
  const totals = maps.map((map) => map.reduce((a, b) => a + b, 0));
  const whole = totals.reduce((a, b) => a + b, 0);
  return maps.map((map, t) => {
    let [row, column] = [0, 0];
    map.forEach((value, i) => {
      row += value * Math.floor(i / width);
      column += value * (i % width);
    });
    return {
      map: largest > 0 ? map.map((value) => value / largest) : map,
      share: whole > 0 ? totals[t] / whole : 0,
      centroid: [row / totals[t], column / totals[t]],
    };
  });
}
