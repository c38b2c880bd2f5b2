import type { ClusterScores } from '../metrics/clusters';
import type { MetricWords } from '../metrics/metric';
import type { Spread } from '../metrics/spread';
import type { Verdict } from './verdict';

/** What tells a file of ours from others, and which shape it has. */
export const reportFormat = 'ddr-lab analysis';

/** Raised when a field changes its meaning or goes; fields may be added without. */
export const reportVersion = 1;

/**
 * The report of `analyseNetworks` as plain data: `report.json` is this, letter by letter, and pages and figures are made
 * of it. docs/analyse.md describes every field.
 */
export interface Report {
  readonly format: typeof reportFormat;
  readonly version: typeof reportVersion;
  /** The program that made it: `ddr-lab 0.1.0`. */
  readonly program: string;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** The tfjs backend that computed. */
  readonly backend: string;
  readonly settings: ReportSettings;
  readonly images: ReportImages;
  readonly networks: readonly NetworkReport[];
  /** Which of two networks sorts more clearly by degradation, in a sentence; absent where there are not two. */
  readonly comparison?: string;
}

/** All settings, none left open. */
export interface ReportSettings {
  /** As asked for: `auto`, `all`, or names. */
  readonly layers: string | readonly string[];
  readonly degradations: readonly string[];
  /** Measures of one's own beside PSNR and SSIM, where there are any. */
  readonly metrics?: readonly MetricWords[];
  /** t-SNE runs a layer. */
  readonly runs: number;
  readonly seed: number;
  /** Side of the patches that enter the networks, pixels. */
  readonly patch: number;
  /** Larger images are cut to their middle of at most this side, pixels. */
  readonly size: number;
  /** Principal components kept before t-SNE, at most. */
  readonly components: number;
  readonly perplexity: number;
}

/** On which images a report rests. */
export interface ReportImages {
  /** The folder's or the data set's name. */
  readonly set: string;
  /** How many images were used. */
  readonly count: number;
  /** How many patches were taken of them, for each degradation: more than images where these are few. */
  readonly patches: number;
  /** What each patch shows: an image's name, with the part's number where there are several. */
  readonly names: readonly string[];
  /** Images left out, and why. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
  /** What a reader should know of them: few, not photographs. */
  readonly warnings: readonly string[];
}

/** What was found out about one network. */
export interface NetworkReport {
  /** The weight file's name without its ending, made unique. */
  readonly name: string;
  /** The weight file's name. */
  readonly file: string;
  /** As its authors call it, where that is known; else the kind. */
  readonly architecture: string;
  /** What it enlarges by; `null` for a network that puts out no image. */
  readonly scale: number | null;
  /** By what the images were shrunk to be its input. */
  readonly shrunk: number;
  /** What seems wrong with the network or was assumed about it. */
  readonly warnings: readonly string[];
  readonly verdict: Verdict;
  /** The network's input itself, analysed as if it were a layer: the control. */
  readonly pixels: LayerReport;
  /** In the order that data flows. */
  readonly layers: readonly LayerReport[];
  /** One a degradation; empty for a network that puts out no image. */
  readonly quality: readonly QualityReport[];
  /** One a degradation, where it was asked for and the network puts out images. */
  readonly attribution?: readonly AttributionReport[];
}

/** Where a network looks for the detail in the middle of the first patch: in a window of 4 x 4 pixels of its input. */
export interface AttributionReport {
  readonly degradation: string;
  /** `lam`, or `occlusion` where the file's format has no gradients: the two indices are not to be compared. */
  readonly method: string;
  /** Diffusion index: 0 is one pixel, 100 all. */
  readonly di: number;
  /** Sum of gradient magnitudes in the window. */
  readonly objective: number;
  /** How far completeness is missed; `null` where there is nothing to account for. */
  readonly residual: number | null;
}

/** What a layer's features say about degradations. */
export interface LayerReport {
  readonly layer: string;
  /** Number of features of a patch. */
  readonly features: number;
  /** Mean, standard deviation and each run's value. */
  readonly wd: Spread;
  readonly bd: Spread;
  readonly chi: Spread;
  /** The same scores of the principal components, before t-SNE. */
  readonly reduced: ClusterScores;
  readonly runs: readonly RunReport[];
}

/** One run of t-SNE. */
export interface RunReport {
  readonly seed: number;
  /** Kullback-Leibler divergence that it ended with. */
  readonly kl: number;
  /** First all images under the first degradation, then under the second ... */
  readonly points: readonly (readonly [number, number])[];
}

/** Outputs against originals, over images (cut to `settings.size`): luma, 8 bits, `scale` pixels cut off along each border. */
export interface QualityReport {
  readonly degradation: string;
  /** How many images, from the first. */
  readonly images: number;
  readonly network: ImageQuality;
  /** The same of plain bicubic enlargement of the same input. */
  readonly bicubic: ImageQuality;
}

/** Means over images: PSNR, SSIM, and metrics of one's own by their names (`null`: infinitely good). */
export interface ImageQuality {
  /** In dB; `null` where images are equal. */
  readonly psnr: number | null;
  readonly ssim: number;
  readonly [metric: string]: number | null;
}

/** The report as the text of `report.json`: points on one line each run, all else indented. */
export function reportText(report: Report): string {
  const text = JSON.stringify(
    report,
    (key, value: unknown) => (key === 'points' ? JSON.stringify(value) : value),
    2,
  );
  // Points hold only numbers and brackets, so that the quotes around them can go.
  return `${text.replace(/("points": )"([-\d.,e+[\]]*)"/g, '$1$2')}\n`;
}
