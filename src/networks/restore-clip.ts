import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { currentSignal } from '@ddr-lab/base/signal';
import { type Clip, clipOf } from '@ddr-lab/images/clip';
import type { Image } from '@ddr-lab/images/image';
import type { AlignmentName } from '@ddr-lab/images/motion/align';
import { alignEstimated } from '@ddr-lab/images/motion/align-estimated';
import { framesOf } from './check-input';
import type { Network } from './network';
import { superResolve } from './super-resolve';

/** What `restoreClip` takes. */
export interface RestoreClipOptions {
  /** How frames are aligned before the network sees them; default as it was trained, by what its file records. */
  readonly alignment?: AlignmentName;
  readonly onProgress?: OnProgress;
  /** Stops between two frames; the promise rejects with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How the frames were aligned that a network was trained on, by what its file records; `none` where it says nothing. */
function alignmentOf({ metadata }: Pick<Network, 'metadata'>): AlignmentName {
  try {
    const { alignment } = JSON.parse(metadata.recipe ?? '{}') as { alignment?: AlignmentName };
    return alignment ?? 'none';
  } catch {
    return 'none';
  }
}

/**
 * Every frame of a clip through a network of clips, each with its neighbours; beyond both ends the last frame stands again.
 *
 * @throws InputError for a network of single images, and for an alignment that there is not.
 */
export async function restoreClip(
  network: Network,
  clip: Clip,
  options: RestoreClipOptions = {},
): Promise<Clip> {
  const { alignment = alignmentOf(network), onProgress, signal = currentSignal() } = options;
  const frames = framesOf(network.spec);
  if (frames === undefined) throw new InputError('The network takes single images, not clips.');
  const last = clip.frames.length - 1;
  const half = Math.floor(frames / 2);
  const restored: Image[] = [];
  for (let t = 0; t <= last; t++) {
    signal?.throwIfAborted();
    const around = Array.from(
      { length: frames },
      (_, k) => clip.frames[Math.min(last, Math.max(0, t + k - half))],
    );
    restored.push(await superResolve(network, alignEstimated(clipOf(around), alignment), { signal }));
    onProgress?.({ done: t + 1, total: clip.frames.length });
  }
  return clipOf(restored);
}
