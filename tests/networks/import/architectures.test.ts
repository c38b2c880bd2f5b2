import * as tf from '@tensorflow/tfjs-core';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readNpz } from '@ddr-lab/base/arrays/npz';
import { useBackend } from '@ddr-lab/engine/backend';
import { importWeights } from '../../../src/networks/import/import-weights';
import type { Network } from '../../../src/networks/network';

const folder = path.join(__dirname, '../../fixtures/import');

/** What each file of `make.py` must be recognised as. */
const cases: readonly (readonly [name: string, architecture: string, spec: Record<string, unknown>])[] = [
  ['msrresnet-x4', 'MSRResNet (BasicSR)', { kind: 'srresnet', channels: 4, blocks: 2, scale: 4 }],
  ['msrresnet-x3', 'MSRResNet (BasicSR)', { kind: 'srresnet', channels: 6, blocks: 1, scale: 3 }],
  ['msrresnet-x2-kair', 'MSRResNet (KAIR)', { kind: 'srresnet', channels: 4, blocks: 3, scale: 2 }],
  ['rrdbnet', 'RRDBNet (BasicSR)', { kind: 'rrdbnet', channels: 4, growth: 2, blocks: 2 }],
  ['rrdbnet-old', 'RRDBNet (ESRGAN)', { kind: 'rrdbnet', channels: 4, growth: 2, blocks: 1 }],
  [
    'rrdbnet-oldest',
    'RRDBNet (ESRGAN, first release)',
    { kind: 'rrdbnet', channels: 4, growth: 2, blocks: 1 },
  ],
  ['edsr-x3', 'EDSR (BasicSR)', { kind: 'edsr', channels: 4, blocks: 2, scale: 3 }],
  ['edsr-x2-authors', 'EDSR (authors)', { kind: 'edsr', channels: 4, blocks: 2, scale: 2 }],
  [
    'srgan-norm',
    'SRGAN generator (leftthomas)',
    { kind: 'srgan-generator', blocks: 2, scale: 4, bodyEnd: 'norm' },
  ],
  [
    'srgan-prelu',
    'SRGAN generator (leftthomas)',
    { kind: 'srgan-generator', blocks: 1, bodyEnd: 'prelu', slopes: 'one' },
  ],
  [
    'srgan-other',
    'SRGAN generator (goldhuang)',
    { kind: 'srgan-generator', blocks: 2, scale: 2, slopes: 'channel' },
  ],
  [
    'resnet18-torchvision',
    'ResNet18 (torchvision)',
    { kind: 'resnet18', width: 2, classes: 5, stem: 'imagenet', padding: 'pytorch' },
  ],
  ['resnet18-cifar', 'ResNet18 (CIFAR)', { kind: 'resnet18', width: 2, classes: 5, stem: 'cifar' }],
  ['srcnn', 'SRCNN of 3 layers', { kind: 'srcnn', layers: 3, channels: 4, kernels: [9, 5, 5] }],
];

beforeAll(async () => {
  await useBackend();
});

describe('networks that others trained', () => {
  let network: Network | undefined;
  afterEach(() => network?.model.dispose());

  it.each(cases)('%s is recognised and computes what PyTorch computes', async (name, architecture, spec) => {
    // An SRCNN's input has been upsampled before: its scale is not among its weights, and here it is 1.
    network = await importWeights(
      path.join(folder, `${name}.pth`),
      name === 'srcnn' ? { scale: 1, globalResidual: false } : {},
    );
    expect(network.metadata.architecture).toBe(architecture);
    expect(network.spec).toMatchObject(spec);
    const { input, output } = await readNpz(path.join(folder, `${name}.npz`));
    const before = tf.memory().numTensors;
    const x = tf.tensor(input.data as Float32Array, [...input.shape]);
    const y = network.model.predict(x) as tf.Tensor;
    expect(y.shape).toEqual(output.shape);
    const actual = await y.data<'float32'>();
    let worst = 0;
    actual.forEach((value, i) => (worst = Math.max(worst, Math.abs(value - Number(output.data[i])))));
    tf.dispose([x, y]);
    // float32 sums in another order: some 1e-6 for values of about 1.
    expect(worst).toBeLessThan(2e-5);
    expect(tf.memory().numTensors).toBe(before);
  });
});
