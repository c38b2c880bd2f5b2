import { createRandom } from '@ddr-lab/base/random';
import { cropCentre } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { subSeed } from '../../degradations/degradation';
import {
  drawDegradation,
  lowResolved,
  type LowResolutionModel,
} from '../../degradations/low-resolution-model';
import { spectrumDistance } from '../../metrics/spectrum-distance';
import { degraderInput } from '../../networks/architectures/degrader/given';
import { degradeWith } from '../../networks/degrade-with';
import type { Network } from '../../networks/network';
import type { Values } from '../../training/task';

/** Patches of one set of images: LR as clean ones are, their HR, and LR as the target domain has them. */
export interface DomainPatches {
  readonly source: readonly Image[];
  readonly original: readonly Image[];
  readonly target: readonly Image[];
}

/** What `domainPatches` takes. */
export interface DomainPatchesOptions {
  /** The first so many images. */
  readonly count: number;
  readonly scale: number;
  readonly target: LowResolutionModel;
  /** Side of an LR patch; default 32. */
  readonly patch?: number;
  /** Of the target's draws; default 0. Another seed is another sample of the domain. */
  readonly seed?: number;
}

/** The middle of the first images, clean and in the target domain. */
export async function domainPatches(
  images: ImageSet,
  { count, scale, target, patch = 32, seed = 0 }: DomainPatchesOptions,
): Promise<DomainPatches> {
  const [source, original, degraded]: [Image[], Image[], Image[]] = [[], [], []];
  for (let i = 0; i < Math.min(count, images.count); i++) {
    const hr = cropCentre(await images.read(i), patch * scale);
    original.push(hr);
    source.push(lowResolved(hr, { blur: 0, noise: 0 }, { scale }));
    const drawn = drawDegradation(target, createRandom(seed, 7, i));
    degraded.push(lowResolved(hr, drawn, { scale, seed: subSeed(seed, i) }));
  }
  return { source, original, target: degraded };
}

/** Measures a degrading network as it is trained. */
export interface DegraderEvaluation {
  readonly name: string;
  measure(): Promise<Values>;
}

/** `spectrum`: the distance between what the network makes of clean patches and the target's; `bicubic`: that of the clean patches themselves. */
export async function degraderEvaluation(
  network: Network,
  images: ImageSet,
  options: DomainPatchesOptions,
): Promise<DegraderEvaluation> {
  const { source, original, target } = await domainPatches(images, options);
  const given = degraderInput(network.spec)?.shrinks === 4 ? original : source;
  const bicubic = spectrumDistance(source, target);
  return {
    name: `${source.length} centre patches of ${images.name}`,
    measure: async () => {
      const made: Image[] = [];
      for (const [i, image] of given.entries()) made.push(await degradeWith(network, image, { seed: i }));
      return { spectrum: spectrumDistance(made, target), bicubic };
    },
  };
}
