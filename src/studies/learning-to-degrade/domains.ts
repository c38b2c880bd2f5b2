import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import { createRandom } from '@ddr-lab/base/random';
import { currentSignal } from '@ddr-lab/base/signal';
import { cropCentre, cropToMultiple, middleOf } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { subSeed } from '../../degradations/degradation';
import {
  drawDegradation,
  lowResolved,
  type LowResolutionModel,
} from '../../degradations/low-resolution-model';
import { degraderInput } from '../../networks/architectures/degrader/given';
import { degradeWith } from '../../networks/degrade-with';
import type { Network } from '../../networks/network';

/** LR patches of the same places: clean, of the target domain, and as each network makes them. */
export interface DegradedDomains {
  /** By bicubic alone. */
  readonly source: readonly Image[];
  readonly target: readonly Image[];
  /** The target domain drawn again: the best that can be reached. */
  readonly second: readonly Image[];
  /** The name of a network and what it makes. */
  readonly made: Readonly<Record<string, readonly Image[]>>;
}

/** What `degradedDomains` takes. */
export interface DegradedDomainsOptions {
  /** What the target domain is degraded by. */
  readonly target: LowResolutionModel;
  /** Side of an LR patch; default 32. */
  readonly patch?: number;
  /** Of all that is drawn; default 0. */
  readonly seed?: number;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

const SCALE = 4;

/** LR pixels around a patch while it is degraded. */
const MARGIN = 8;

/**
 * The middle of each image, clean, in the target domain, and as each network degrades it.
 *
 * @param degraders networks that degrade, of LR or of HR images, by name.
 * @throws InputError for an image that does not hold the patch, and for a network that does not degrade.
 */
export async function degradedDomains(
  degraders: Readonly<Record<string, Network>>,
  images: ImageSet,
  options: DegradedDomainsOptions,
): Promise<DegradedDomains> {
  const { target, patch = 32, seed = 0, onProgress, signal = currentSignal() } = options;
  const middle = (lr: Image): Image => cropCentre(lr, patch);
  const [source, targets, second]: [Image[], Image[], Image[]] = [[], [], []];
  const clean: { readonly hr: Image; readonly lr: Image }[] = [];
  for (let i = 0; i < images.count; i++) {
    signal?.throwIfAborted();
    const hr = cropToMultiple(middleOf(await images.read(i), (patch + 2 * MARGIN) * SCALE), SCALE);
    if (Math.min(hr.height, hr.width) < patch * SCALE) {
      throw new InputError(
        `${images.name}/${images.label(i)}: ${hr.height} x ${hr.width} does not hold ${patch * SCALE} pixels.`,
      );
    }
    const drawn = (stream: number): Image => {
      const degradation = drawDegradation(target, createRandom(seed, stream, i));
      return middle(lowResolved(hr, degradation, { scale: SCALE, seed: subSeed(seed, stream, i) }));
    };
    const lr = lowResolved(hr, { blur: 0, noise: 0 }, { scale: SCALE });
    clean.push({ hr, lr });
    source.push(middle(lr));
    targets.push(drawn(7));
    second.push(drawn(8));
  }
  const made: Record<string, Image[]> = {};
  const total = clean.length * Object.keys(degraders).length;
  let done = 0;
  for (const [name, network] of Object.entries(degraders)) {
    const shrinks = degraderInput(network.spec)?.shrinks;
    made[name] = [];
    for (const [i, { hr, lr }] of clean.entries()) {
      signal?.throwIfAborted();
      const given = shrinks === SCALE ? hr : lr;
      made[name].push(middle(await degradeWith(network, given, { seed: subSeed(seed, 9, i) })));
      onProgress?.({ done: ++done, total, note: name });
    }
  }
  return { source, target: targets, second, made };
}
