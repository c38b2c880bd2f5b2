import type { OnProgress } from '@ddr-lab/base/progress';
import { centreOf } from '@ddr-lab/images/clip';
import type { MovingClip } from '@ddr-lab/images/scenes/moving/layered-clip';
import { type ClipAttribution, lamOfClip } from '../../attribution/lam-of-clip';
import { windowDetail } from '../../attribution/targets';
import type { Network } from '../../networks/network';
import { inputOf, type Way } from './test-clips';

/** What the middle of a network's output owes to each frame, clip by clip. */
export interface LookRow {
  readonly network: string;
  readonly found: readonly ClipAttribution[];
  /** Share of the neighbours in the attribution, a number a clip. */
  readonly neighbours: readonly number[];
}

/** What `lookRow` takes. */
export interface LookOptions {
  /** Side of the window in HR pixels; default 16. */
  readonly size?: number;
  /** Steps along the path; default 12, by the trapezoid rule. */
  readonly steps?: number;
  readonly onProgress?: OnProgress;
}

/** Local attribution maps of the middle window of each clip, frame by frame. */
export async function lookRow(
  name: string,
  network: Network,
  clips: readonly MovingClip[],
  way: Way,
  { size = 16, steps = 12, onProgress }: LookOptions = {},
): Promise<LookRow> {
  const found: ClipAttribution[] = [];
  for (const moving of clips) {
    const { height, width } = moving.clip;
    const window = { top: Math.floor((height - size) / 2), left: Math.floor((width - size) / 2), size };
    found.push(
      await lamOfClip(network, inputOf(moving, way), windowDetail(window), { steps, rule: 'trapezoid' }),
    );
    onProgress?.({ done: found.length, total: clips.length, note: name });
  }
  const neighbours = found.map((one, i) => 1 - one.frames[centreOf(clips[i].clip)].share);
  return { network: name, found, neighbours };
}
