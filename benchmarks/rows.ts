import { findRecipe } from '../src/methods/recipes';
import type { AgreementSpec } from './agreement';
import type { InputSpec, Settings } from './protocol';

/** One thing that is measured, as data. */
export interface BenchRow {
  /** What `--rows` and the saved results call it. */
  readonly name: string;
  readonly title: string;
  /** The task's name in the workers. */
  readonly task: string;
  /** How many images (patches, points) there are; `--growth` takes two, four and eight times as many. */
  readonly images: number;
  readonly size: (images: number) => string;
  readonly inputs: (images: number) => Readonly<Record<string, InputSpec>>;
  /** Inputs of a small run, the only warm-up where a whole one would take too long. */
  readonly small?: Readonly<Record<string, InputSpec>>;
  /** Whether this process and the fast peers warm up with a whole run; default true. */
  readonly warmUpWhole?: boolean;
  readonly settings?: Settings;
  /** Calls a run, for tasks too short to be timed alone; default 1. */
  readonly calls?: number;
  /** Counted runs of each side, unless `--repeats` says otherwise. */
  readonly rounds: number;
  readonly agreement: AgreementSpec;
  readonly peers: readonly Peer[];
  /** Roughly how long the row takes on two cores, for the time left. */
  readonly seconds: number;
}

/** Whom a row is measured against. */
export interface Peer {
  readonly name: string;
  readonly worker: 'python' | 'wasm' | 'processor';
  /** On top of the row's own. */
  readonly settings?: Settings;
  /** So slow that it is warmed up with the small run and counted once. */
  readonly slow?: boolean;
  /** Instead of the row's own. */
  readonly agreement?: AgreementSpec;
  /** Ratio to reach, and the one to aim for. */
  readonly target?: number;
  readonly aim?: number;
  /** Peak memory is to stay below this peer's. */
  readonly lessMemory?: boolean;
}

const torch = { name: 'PyTorch', worker: 'python' } as const;
const wasm = { name: 'wasm', worker: 'wasm' } as const;
const sklearn = { name: 'scikit-learn', worker: 'python' } as const;

const weights: InputSpec = { make: 'weights', channels: 64 };
const grouped = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',');

/** float32 sums in another order, over at most 70 layers: some 1e-6 of the largest value. */
const sameFloats: AgreementSpec = { kind: 'difference', array: 'output', limit: 1e-4 };

function convolution(which: 'forward' | 'input' | 'filter', title: string): BenchRow {
  return {
    name: `conv-${which}`,
    title,
    task: 'convolution',
    images: 16,
    size: (images) => `${images} x 32 x 32 x 64, 3 x 3, same`,
    inputs: (images) => ({
      x: { make: 'normal', shape: [images, 32, 32, 64], seed: 1 },
      dy: { make: 'normal', shape: [images, 32, 32, 64], seed: 2 },
      filter: { make: 'normal', shape: [3, 3, 64, 64], seed: 3 },
    }),
    settings: { which },
    calls: 10,
    rounds: 9,
    agreement: sameFloats,
    peers: [torch, wasm],
    seconds: 25,
  };
}

function training(
  name: string,
  title: string,
  options: { channels: number; batch: number; side: number; rate: number; layers?: boolean },
  rounds: number,
  slow: boolean,
): BenchRow {
  const { channels, batch, side, rate, layers = false } = options;
  const inputs = (images: number): Record<string, InputSpec> => ({
    weights: { make: 'weights', channels },
    low: { make: 'training-low', batch: images, side },
    high: { make: 'training-high', batch: images, side },
  });
  return {
    name,
    title,
    task: 'training-step',
    images: batch,
    size: (images) => `batch ${images} of ${side} x ${side}, ${channels} channels`,
    inputs,
    small: inputs(2),
    settings: { rate, ...(layers && { path: 'layers' }) },
    rounds,
    // Differences of the losses as a share of how far the first steps moved the loss: Adam's first step is the
    // sign of each gradient, and where one is all but zero rounding decides it.
    agreement: { kind: 'losses', limit: 1e-3 },
    // The targets are those of the step that `train` takes.
    peers: layers
      ? [torch]
      : [
          { ...torch, target: 0.7, aim: 1 },
          { ...wasm, slow, target: 8 },
        ],
    seconds: slow ? 120 : 50,
  };
}

/** A compact iteration of a recipe that looks at the degradation. */
function degradation(recipe: string, title: string): BenchRow {
  const { batch, patch } = findRecipe(recipe) as { batch: number; patch: number };
  return {
    name: `training-${recipe}`,
    title,
    task: 'degradation-step',
    images: batch,
    size: (images) => `batch ${images} of ${patch} x ${patch}`,
    inputs: (images) => ({ step: { make: 'degradation-step', recipe, batch: images } }),
    settings: { recipe, rate: 4e-4 },
    rounds: 7,
    // As of the plain step.
    agreement: { kind: 'losses', limit: 1e-3 },
    peers: [{ ...torch, target: 0.8, aim: 1 }],
    seconds: 40,
  };
}

/** A compact iteration of a video transformer. */
function video(recipe: string, title: string): BenchRow {
  const { batch, patch } = findRecipe(recipe) as { batch: number; patch: number };
  const inputs = (images: number): Record<string, InputSpec> => ({
    weights: { make: 'weights', recipe },
    low: { make: 'clips', recipe, batch: images },
    high: { make: 'clips-high', recipe, batch: images },
  });
  return {
    name: 'training-video',
    title,
    task: 'training-step',
    images: batch,
    size: (images) => `batch ${images} of 3 x ${patch} x ${patch}, 32 channels`,
    inputs,
    small: inputs(1),
    settings: { rate: 4e-4 },
    rounds: 7,
    // As of the plain step.
    agreement: { kind: 'losses', limit: 1e-3 },
    peers: [{ ...torch, target: 0.7, aim: 1 }],
    seconds: 40,
  };
}

function tsne(points: number, target: number, rounds: number, seconds: number): BenchRow {
  return {
    name: `tsne-${points}`,
    title: `t-SNE, ${grouped(points)} points`,
    task: 'tsne',
    images: points,
    size: (images) => `${grouped(images)} x 50`,
    inputs: (images) => ({ points: { make: 'points', count: images } }),
    small: { points: { make: 'points', count: 300 } },
    warmUpWhole: points <= 1000,
    rounds,
    // No worse a map than the peer's by more than this; better ones are welcome.
    agreement: { kind: 'divergence', limit: 1.05 },
    peers: [{ ...sklearn, name: 'scikit-learn', target }],
    seconds,
  };
}

// Batches of 10 to 50 are PyTorch's fastest here; ours has its own default.
const tapping = { layer: 'RB16', batch: 20 };

/** Rows for `--growth` alone, or by name: what no peer does. */
export const growthRows: readonly BenchRow[] = [
  {
    name: 'attribution',
    title: 'Attribution maps (LAM)',
    task: 'attribution',
    images: 3,
    size: (images) => `${images} x 32 x 32, 16 x 64 SRResNet`,
    inputs: (images) => ({ weights, patches: { make: 'patches', count: images / 3 } }),
    rounds: 3,
    agreement: sameFloats,
    peers: [],
    seconds: 60,
  },
];

/** Every row, in the order of the table. */
export const benchRows: readonly BenchRow[] = [
  convolution('forward', 'Convolution, forward'),
  convolution('input', 'Convolution, input gradient'),
  convolution('filter', 'Convolution, filter gradient'),
  {
    name: 'features',
    title: 'Features at RB16',
    task: 'features',
    images: 300,
    size: (images) => `${grouped(images)} x 32 x 32, 16 x 64 SRResNet`,
    inputs: (images) => ({ weights, patches: { make: 'patches', count: images / 3 } }),
    small: { weights, patches: { make: 'patches', count: 10 } },
    settings: tapping,
    rounds: 5,
    agreement: sameFloats,
    peers: [
      { ...torch, target: 1.3, aim: 2 },
      { ...wasm, slow: true },
    ],
    seconds: 150,
  },
  training(
    'training-compact',
    'Training step, compact',
    { channels: 32, batch: 8, side: 24, rate: 4e-4 },
    7,
    false,
  ),
  training(
    'training-paper',
    "Training step, the paper's",
    { channels: 64, batch: 16, side: 32, rate: 2e-4 },
    5,
    true,
  ),
  training(
    'training-compact-layers',
    'Compact, kernel by kernel',
    { channels: 32, batch: 8, side: 24, rate: 4e-4, layers: true },
    5,
    false,
  ),
  training(
    'training-paper-layers',
    "The paper's, kernel by kernel",
    { channels: 64, batch: 16, side: 32, rate: 2e-4, layers: true },
    3,
    true,
  ),
  degradation('dasr', 'Training step, DASR'),
  degradation('daa', 'Training step, DAA'),
  degradation('cdsr', 'Training step, CDSR'),
  degradation('crl-sr', 'Training step, CRL-SR'),
  video('video-none', 'Training step, video transformer'),
  {
    name: 'super-resolution',
    title: 'Super-resolution',
    task: 'super-resolution',
    images: 1,
    size: (images) => `${images} x 480 x 320, 16 x 64 SRResNet`,
    inputs: (images) => ({ weights, images: { make: 'scenes', count: images, height: 320, width: 480 } }),
    small: { weights, images: { make: 'scenes', count: 1, height: 32, width: 48 } },
    rounds: 3,
    agreement: sameFloats,
    peers: [torch, { ...wasm, slow: true }],
    seconds: 130,
  },
  {
    name: 'pca',
    title: 'PCA to 50',
    task: 'pca',
    images: 300,
    size: (images) => `${grouped(images)} x 65,536`,
    inputs: (images) => ({ features: { make: 'features', count: images / 3, channels: 64 } }),
    settings: { components: 50 },
    rounds: 5,
    // scikit-learn's full solver works in float32, as its input is.
    agreement: { kind: 'difference', array: 'variances', limit: 1e-4 },
    peers: [
      { ...sklearn, name: 'scikit-learn full', settings: { solver: 'full' }, target: 5 },
      {
        ...sklearn,
        name: 'scikit-learn randomised',
        settings: { solver: 'randomized' },
        target: 2,
        // It approximates: the last of the 50 come out smaller than they are.
        agreement: { kind: 'difference', array: 'variances', limit: 1e-2 },
      },
      wasm,
    ],
    seconds: 60,
  },
  {
    name: 'pca-randomised',
    title: 'PCA to 50, randomised',
    task: 'pca',
    images: 300,
    size: (images) => `${grouped(images)} x 65,536`,
    inputs: (images) => ({ features: { make: 'features', count: images / 3, channels: 64 } }),
    settings: { components: 50, solver: 'randomised', peer_solver: 'randomized' },
    rounds: 5,
    // Both approximate, from other directions: 100 of them, four times through the data.
    agreement: { kind: 'difference', array: 'variances', limit: 1e-2 },
    peers: [sklearn],
    seconds: 60,
  },
  tsne(300, 5, 7, 30),
  tsne(1000, 3, 5, 70),
  tsne(10_000, 2, 2, 400),
  {
    name: 'analysis',
    title: 'Whole analysis',
    task: 'analysis',
    images: 100,
    size: (images) => `3 x ${images} patches, PCA 50, 5 x t-SNE`,
    inputs: (images) => ({
      weights,
      images: { make: 'images', count: images },
      noise: { make: 'noise', count: images },
    }),
    small: { weights, images: { make: 'images', count: 20 }, noise: { make: 'noise', count: 20 } },
    settings: { ...tapping, patch: 32 },
    rounds: 5,
    agreement: { kind: 'divergence', limit: 1.05 },
    peers: [
      { ...torch, name: 'PyTorch + scikit-learn', target: 2, aim: 3, lessMemory: true },
      { ...wasm, slow: true, agreement: { kind: 'medians', array: 'kl', limit: 1.05 } },
    ],
    seconds: 200,
  },
];

/** What `--gpu` measures: the same rows with a GPU on our side, the processor on the other. */
export const gpuRows: readonly BenchRow[] = [
  'features',
  'training-compact',
  'training-paper',
  'super-resolution',
].map((name) => ({
  ...benchRows.find((row) => row.name === name)!,
  peers: [{ name: 'processor', worker: 'processor' }],
}));
