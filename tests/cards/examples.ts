import type { Measured } from '../../src/cards/record';

/** Metadata as `ddr train` writes it. */
export const metadata: Readonly<Record<string, string>> = {
  network: JSON.stringify({ kind: 'srresnet', channels: 32, blocks: 16 }),
  recipe: JSON.stringify({
    name: 'srresnet-wgr',
    summary: 'SRResNet with global residual, trained on clean photographs',
    profile: 'compact',
    task: 'super-resolution',
    network: { kind: 'srresnet', channels: 32, blocks: 16, globalResidual: true },
    data: {
      train: { set: 'bsds500/train' },
      fallback: { set: 'scenes' },
      degradations: ['clean', 'noise20'],
    },
    learningRate: { kind: 'cosine', from: 8e-4 },
    batch: 8,
    seed: 1,
    snapshots: [0, 16],
  }),
  seed: '1',
  data: 'bsds500/train (400 images)',
  iterations: '8192',
  metrics: JSON.stringify({ psnr: 24.71, bicubic: 23.48 }),
  evaluation: '100 centre patches of bsds500/val',
  seconds: '2215',
  backend: 'onnxruntime',
  machine: '2 cores (x64), 1 of them computing',
  version: '0.1.0',
  log: JSON.stringify([
    { iteration: 4096, losses: { total: 0.036 }, metrics: { psnr: 24.6, bicubic: 23.48 } },
    { iteration: 8192, losses: { total: 0.035 }, metrics: { psnr: 24.71, bicubic: 23.48 } },
  ]),
};

/** The same of a classifier. */
export const classifierMetadata: Readonly<Record<string, string>> = {
  recipe: JSON.stringify({ name: 'resnet18', summary: 'A classifier', task: 'classification' }),
  metrics: JSON.stringify({ accuracy: 0.8596 }),
  evaluation: '10000 images of cifar10/test',
};

const degradations = ['clean', 'blur4', 'noise20'];

export const measured: Measured = {
  weights: '0123456789abcdef',
  quality: [
    {
      set: 'set5',
      images: 5,
      scale: 4,
      network: { psnr: 30.69, ssim: 0.87292 },
      bicubic: { psnr: 28.43, ssim: 0.81113 },
    },
  ],
  chi: [
    {
      set: 'scenes',
      images: 100,
      layer: 'RB16',
      degradations,
      mean: 222.39,
      standardDeviation: 9.57,
      runs: 5,
      reduced: 40.1,
    },
  ],
  contrast: [
    {
      set: 'cifar10/test',
      classes: ['airplane', 'automobile', 'bird'],
      images: 300,
      degradations: ['clean', 'blur1', 'noise10'],
      layer: 'RB16',
      runs: 5,
      byClass: { mean: 36.2, standardDeviation: 2.1 },
      byDegradation: { mean: 68.4, standardDeviation: 3.3 },
    },
  ],
};
