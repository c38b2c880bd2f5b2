import { resize } from '@ddr-lab/images/resize';
import type { Image } from '@ddr-lab/images/image';
import { type LowResolutionDegradation, lowResolved } from '../degradations/low-resolution-model';
import { degrade } from '../degradations/presets';

/** One way from HR to LR. */
export interface LowResolutionVersion {
  readonly name: string;
  /** The LR image of an HR image whose sides are multiples of the scale; `seed` is that of the noise. */
  readonly make: (
    hr: Image,
    settings: { readonly scale: number; readonly seed: number },
  ) => Image | Promise<Image>;
}

/** `clean`, `blur 2.4`, `noise 10`, `blur 2.4, noise 10`. */
export function levelName({ blur, noise }: LowResolutionDegradation): string {
  const words = [...(blur > 0 ? [`blur ${blur}`] : []), ...(noise > 0 ? [`noise ${noise}`] : [])];
  return words.join(', ') || 'clean';
}

/** A degradation of blind super-resolution's LR model. */
export function levelVersion(level: LowResolutionDegradation): LowResolutionVersion {
  return { name: levelName(level), make: (hr, settings) => lowResolved(hr, level, settings) };
}

/** Every blur with every noise, blur by blur. */
export function levelGrid(blurs: readonly number[], noises: readonly number[]): LowResolutionVersion[] {
  return blurs.flatMap((blur) => noises.map((noise) => levelVersion({ blur, noise })));
}

/** A preset put on the shrunk image, as the paper's guidance is trained: its blur is in LR pixels. */
export function presetVersion(name: string): LowResolutionVersion {
  return {
    name,
    make: (hr, { scale, seed }) => degrade(resize(hr, { scale: 1 / scale, levels: 255 }), name, { seed }),
  };
}
