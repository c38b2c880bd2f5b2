import type { Image } from '@ddr-lab/images/image';
import { contributionArea, diffusionIndex } from '../../attribution/diffusion';
import { lam } from '../../attribution/lam';
import type { Attribution } from '../../attribution/method';
import { windowDetail } from '../../attribution/targets';
import type { LayersNetwork } from '../../networks/tappable';

/** A window, by its upper left pixel and its side. */
export interface StreakWindow {
  readonly left: number;
  readonly top: number;
  readonly size: number;
}

/**
 * The window that is covered the most, whole within the image and at least a quarter of its side away from the border, so that what lies
 * around it can be seen; the first of equals.
 */
export function mostCovered(mask: Uint8Array, side: number, size: number): StreakWindow {
  const from = Math.floor(side / 4);
  let best: StreakWindow = { left: from, top: from, size };
  let most = -1;
  for (let top = from; top + size <= side - from; top++) {
    for (let left = from; left + size <= side - from; left++) {
      let covered = 0;
      for (let y = top; y < top + size; y++) {
        for (let x = left; x < left + size; x++) covered += mask[y * side + x];
      }
      if (covered > most) [most, best] = [covered, { left, top, size }];
    }
  }
  return best;
}

/** Where networks look when they restore one window. */
export interface StreakLook {
  readonly network: string;
  readonly found: Attribution;
  readonly di: number;
  /** Share of the contribution that lies on covered pixels. */
  readonly onRain: number;
  /** Share of the image in the area of contribution. */
  readonly area: number;
}

/** Local attribution maps of a window of the outputs, for several networks that keep the size. */
export async function streakLooks(
  networks: Readonly<Record<string, LayersNetwork>>,
  {
    image,
    mask,
    window,
  }: { readonly image: Image; readonly mask: Uint8Array; readonly window: StreakWindow },
  { steps = 20 }: { readonly steps?: number } = {},
): Promise<StreakLook[]> {
  const rows: StreakLook[] = [];
  for (const [network, opened] of Object.entries(networks)) {
    const found = await lam.attribute(opened, image, windowDetail(window), { steps, rule: 'trapezoid' });
    const { map, height, width } = found;
    const all = map.reduce((sum, value) => sum + value, 0);
    rows.push({
      network,
      found,
      di: diffusionIndex(map),
      onRain: map.reduce((sum, value, i) => sum + value * mask[i], 0) / all,
      area: contributionArea(map, height, width).share,
    });
  }
  return rows;
}
