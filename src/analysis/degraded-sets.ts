import { degradeAll } from '../degradations/presets';
import { cropCentre } from '../images/crop';
import type { Image } from '../images/image';

/** The same images under several degradations, one set after the other: what the paper's analysis compares. */
export interface DegradedSets {
  /** Presets, in order; label k means `degradations[k]`. */
  readonly degradations: readonly string[];
  /** All patches: first every image under the first degradation, then under the second ... */
  readonly patches: readonly Image[];
  /** Degradation of each patch, by its number. */
  readonly labels: Int32Array;
  /** Which image each patch shows, by its number. */
  readonly contents: Int32Array;
}

/** What `degradedSets` takes. */
export interface DegradedSetsOptions {
  /** Presets to compare; default `clean`, `blur4`, `noise20`. */
  readonly degradations?: readonly string[];
  /** Side of the centre patch cut after degrading, in LR pixels; default 32. */
  readonly patch?: number;
  /** Seed of noise; image i of every set has its own stream. Default 0. */
  readonly seed?: number;
}

/**
 * Degrades every LR image by every preset and cuts the centre patches. The whole image is degraded and then
 * cut, so that a blur sees what lies around the patch.
 */
export async function degradedSets(
  images: readonly Image[],
  options: DegradedSetsOptions = {},
): Promise<DegradedSets> {
  const { degradations = ['clean', 'blur4', 'noise20'], patch = 32, seed = 0 } = options;
  const patches: Image[] = [];
  for (const preset of degradations) {
    const degraded = await degradeAll(images, preset, { seed });
    patches.push(...degraded.map((image) => cropCentre(image, patch)));
  }
  return {
    degradations,
    patches,
    labels: Int32Array.from(patches, (_, i) => Math.floor(i / images.length)),
    contents: Int32Array.from(patches, (_, i) => i % images.length),
  };
}
