import type { ImportOptions } from '../../networks/import/recognised';
import type { LayerChoice } from '../../reports/open-networks';
import type { Profile } from '../../training/recipe';

/** What a unit can measure. */
export const measureNames = ['chi', 'srga', 'psnr', 'ssim', 'contrast', 'attribution'] as const;
/** A measure by its name. */
export type MeasureName = (typeof measureNames)[number];

/** A network of a sweep: one that ships, by its recipe's name; a weight file; or one that the sweep trains. */
export type SweepNetwork = { readonly name: string; readonly at: string } & (
  | { readonly shipped: string }
  | { readonly file: string; readonly options: ImportOptions }
  | { readonly training: SweepTraining }
);

/** A training of a sweep: a recipe with one seed. */
export interface SweepTraining {
  readonly recipe: string;
  readonly profile: Profile;
  readonly seed: number;
  /** Instead of the recipe's; for trying a sweep out. */
  readonly iterations?: number;
}

/** Degradations that one unit tells apart. */
export interface SweepDegradations {
  readonly name: string;
  /** Presets, the first is what others are held against. */
  readonly presets: readonly string[];
}

/** Images of a sweep. */
export interface SweepImages {
  /** What tables call it. */
  readonly name: string;
  /** A data set by name, or a folder. */
  readonly set: string;
  /** How many images, from the first, and how many patches of each degradation. */
  readonly count: number;
  /** Larger images are cut to this side; drawn scenes are drawn in it. Pixels. */
  readonly size?: number;
  /** Where the file says so, for messages. */
  readonly at: string;
}

/** How features become a map: the paper's PCA and t-SNE. */
export interface SweepProjection {
  /** Principal components before t-SNE; 50. */
  readonly components: number;
  /** Default 30, or a third of the points where they are fewer than 91. */
  readonly perplexity?: number;
  /** Steps of t-SNE's descent; default its own. */
  readonly iterations?: number;
}

/** A sweep as its file says it, checked, defaults filled in. */
export interface Sweep {
  readonly networks: readonly SweepNetwork[];
  readonly degradations: readonly SweepDegradations[];
  readonly images: readonly SweepImages[];
  readonly layers: LayerChoice;
  /** Side of the patches that enter the networks, pixels. */
  readonly patch: number;
  /** How many images outputs are measured on. */
  readonly measured: number;
  readonly projection: SweepProjection;
  /** Of t-SNE, one behind the other; the first is that of noise, too. */
  readonly seeds: { readonly first: number; readonly count: number };
  readonly measures: readonly MeasureName[];
}
