/** Where an array lies among the page's bytes. */
export interface PackedArray {
  /** The first byte. */
  readonly at: number;
  /** Numbers, not bytes. */
  readonly length: number;
  /** How each is stored; `f16` and `f32` become numbers in float32. */
  readonly type: 'f16' | 'f32' | 'u8';
}

/** A degradation of the map. */
export interface MapDegradation {
  /** The preset's name: `blur2`. */
  readonly name: string;
  /** What it is a degree of: `blur`; `clean` is its own. */
  readonly family: string;
  /** How strong it is among those of its family, above 0, at most 1; 0 of `clean`. */
  readonly degree: number;
}

/** A layer that the page computes, in the order that data flows. Kernels are kH x kW x C x K. */
export type PageLayer = { readonly name: string; readonly inputs: readonly number[] } & (
  | { readonly kind: 'input' }
  | {
      readonly kind: 'conv';
      readonly shape: readonly [number, number, number, number];
      readonly kernel: PackedArray;
      readonly bias?: PackedArray;
      readonly stride: number;
      readonly padding: 'same' | 'valid';
      readonly dilation: number;
      readonly activation: 'linear' | 'relu';
    }
  | { readonly kind: 'leaky'; readonly slope: number }
  | { readonly kind: 'relu' }
  | { readonly kind: 'add' }
  | { readonly kind: 'multiply' }
  | { readonly kind: 'concatenate' }
  | { readonly kind: 'rescale'; readonly scale: number; readonly offset: number }
  | { readonly kind: 'shuffle'; readonly factor: number }
  | { readonly kind: 'bilinear'; readonly scale: number }
  | { readonly kind: 'bicubic'; readonly scale: number }
);

/** How sure the page may be at a layer, found on patches that its neighbours are not among. */
export interface Calibration {
  /** What distances are divided by before the softmax. */
  readonly temperature: number;
  /** A patch whose nearest group is farther away than this is unlike anything here: 99 of 100 patches of the calibration are nearer. */
  readonly far: number;
  /** Of the patches that were kept aside to check it: how many, how many were named rightly, the mean confidence, and the expected calibration error. */
  readonly checked: {
    readonly patches: number;
    readonly right: number;
    readonly confidence: number;
    readonly error: number;
  };
}

/** A layer's map: what places a patch in it. */
export interface LayerMap {
  readonly layer: string;
  /** Numbers of a patch: the mean of each channel, then each channel's standard deviation. */
  readonly features: number;
  /** Of the patches of the map, by feature. */
  readonly mean: PackedArray;
  /** components x features, orthonormal rows. */
  readonly components: PackedArray;
  readonly count: number;
  /** Share of the variance of the first two components, 0 to 1. */
  readonly explained: readonly [number, number];
  /** rows x count: each patch of the map in the components. */
  readonly scores: PackedArray;
  /** rows x 2, and the perplexity that it was made with; left out where there is no t-SNE. */
  readonly tsne?: { readonly points: PackedArray; readonly perplexity: number };
  readonly calibration: Calibration;
}

/** The map at a point of a training: where the patches were then. */
export interface MapSnapshot {
  /** Iterations done. */
  readonly iterations: number;
  /** rows x 2 of each layer, in the order of the network's maps. */
  readonly points: readonly PackedArray[];
  /** What computes the network as it was then, and what places its features in each layer's map (two components); left out where its weights are not in the page. */
  readonly network?: {
    readonly layers: readonly PageLayer[];
    readonly output: string;
    readonly places: readonly { readonly mean: PackedArray; readonly components: PackedArray }[];
  };
}

/** A network of the page. */
export interface PageNetwork {
  readonly name: string;
  /** What it is, in a line. */
  readonly about: string;
  /** What it enlarges by. */
  readonly scale: number;
  readonly layers: readonly PageLayer[];
  /** The layer that puts out its image. */
  readonly output: string;
  /** Why there are no maps of the pixels that it used; left out where there are. */
  readonly gradients?: string;
  readonly maps: readonly LayerMap[];
  /** PSNR that its output loses to the degradation, in dB, by row of the map. */
  readonly loss: PackedArray;
  /** The training's name and its snapshots from early to late; left out where none are at hand. */
  readonly training?: { readonly name: string; readonly snapshots: readonly MapSnapshot[] };
}

/** A network that degrades images of the page's own size, as it learnt to. */
export interface PageDegrader {
  readonly name: string;
  readonly layers: readonly PageLayer[];
  readonly output: string;
  /** Planes of noise that it is given beside the colours. */
  readonly planes: number;
}

/** How a page opens, where it does not open as all do. */
export interface PageStart {
  /** The part that stands before the maps. */
  readonly first?: 'looks';
  /** The sample that is the image. */
  readonly sample?: number;
  /** Where the window lies: row and column of its corner, pixels of the image. */
  readonly look?: readonly [number, number];
  /** Where sliders stand. */
  readonly degrading?: { readonly rain?: number; readonly learnt?: number };
}

/**
 * All that the page shows. Rows of the map are first all patches under the first degradation, then under the second; as many
 * of each as there are contents.
 */
export interface ExplorerData {
  readonly version: string;
  /** The images that the patches are of. */
  readonly set: string;
  /** How many different places are shown; a row's is `row % contents`. */
  readonly contents: number;
  /** What each content is called. */
  readonly labels: readonly string[];
  /** Side of a patch, LR pixels. */
  readonly patch: number;
  readonly degradations: readonly MapDegradation[];
  /** What each content is for: 0 neighbours, 1 calibration, 2 its check. */
  readonly roles: readonly number[];
  /** A picture of all patches, contents side by side, a row a degradation: base64 of a lossless WebP. */
  readonly sprite: string;
  /** Images to try, as the networks take them: base64 of lossless WebPs. */
  readonly samples: readonly { readonly name: string; readonly webp: string }[];
  readonly networks: readonly PageNetwork[];
  readonly degraders: readonly PageDegrader[];
  /** What a study's own page says, and how it opens. */
  readonly study?: { readonly title: string; readonly about: string; readonly start: PageStart };
  /** The settings that a cell needs to make the same map. */
  readonly made: {
    readonly count: number;
    readonly weights: readonly string[];
    readonly images?: string;
    readonly seed: number;
  };
}
