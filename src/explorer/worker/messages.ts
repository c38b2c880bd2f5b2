import type { PageLayer } from '../shared/data';

/** What computes: tfjs's names. */
export type BackendName = 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/** An image of a page: RGB in [0, 1], row by row. */
export interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** How far each slider is moved. */
export interface Degrading {
  /** Standard deviation, LR pixels. */
  readonly blur: number;
  /** Standard deviation, of 255 levels. */
  readonly noise: number;
  /** libjpeg's quality, 100 for none. */
  readonly jpeg: number;
  /** Share of pixels in which a streak begins, in per mille. */
  readonly rain: number;
  /** Which learnt degrader makes it; -1: none. */
  readonly learnt: number;
}

/** A network that degrades, and the planes of noise that it is given beside the colours. */
export interface Learnt {
  readonly network: number;
  readonly planes: number;
}

/** A network as a worker gets it. */
export interface SentNetwork {
  readonly layers: readonly PageLayer[];
  /** The layer that puts out its image. */
  readonly output: string;
}

/** What a worker is asked, each with the number of the question. */
export type Question =
  | {
      readonly ask: 'start';
      /** The first that works is taken. */
      readonly backends: readonly BackendName[];
      readonly wasm: Uint8Array;
      readonly bytes: Uint8Array;
      readonly networks: readonly SentNetwork[];
    }
  /** Features of patches: of each tapped layer a patch's means and deviations, or every number. */
  | {
      readonly ask: 'features';
      readonly network: number;
      readonly patches: readonly Pixels[];
      readonly layers: readonly string[];
      readonly view: 'mean-deviation' | 'flattened';
    }
  | { readonly ask: 'output'; readonly network: number; readonly image: Pixels }
  /** A part of the sum of a local attribution map: steps of its path from `from` to before `to`, of `steps`; the window is in pixels of the output. */
  | {
      readonly ask: 'slopes';
      readonly network: number;
      readonly image: Pixels;
      readonly window: { readonly top: number; readonly left: number; readonly size: number };
      readonly steps: number;
      readonly from: number;
      readonly to: number;
    }
  | {
      readonly ask: 'degrade';
      readonly image: Pixels;
      readonly degrading: Degrading;
      readonly learnt?: Learnt;
      readonly seed: number;
    }
  /** By the library's bicubic, to 8 bits. */
  | { readonly ask: 'shrink'; readonly image: Pixels; readonly height: number; readonly width: number };

/** What it answers. */
export type Answer =
  | { readonly backend: BackendName; readonly tried: readonly string[] }
  /** By layer, n x features. */
  | { readonly features: Readonly<Record<string, Float32Array>> }
  /** H x W x 3. */
  | { readonly sums: Float64Array }
  | { readonly image: Pixels };

/** A worker's messages. */
export type Reply = { readonly id: number } & ({ readonly answer: Answer } | { readonly error: string });
