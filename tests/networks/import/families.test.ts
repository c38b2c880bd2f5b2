import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { tap } from '../../../src/features/tap';
import { createImage } from '@ddr-lab/images/image';
import { buildNetwork } from '../../../src/networks/network';
import { superResolve } from '../../../src/networks/super-resolve';
import { expectFamily, type Family } from './families';

const rrdbnet = { kind: 'rrdbnet', channels: 4, growth: 2, blocks: 1 };
const srvgg = 'SRVGGNetCompact (Real-ESRGAN)';
const early = 'SRResNet (BasicSR and ESRGAN, first release; KAIR MSRResNet0)';
const first = 'RRDBNet (ESRGAN, first release)';

const families: readonly Family[] = [
  { file: 'msrresnet-x8', architecture: 'MSRResNet (BasicSR)', spec: { kind: 'srresnet', scale: 8 } },
  {
    file: 'rrdbnet-x2',
    architecture: 'RRDBNet (BasicSR)',
    spec: { ...rrdbnet, scale: 2, unshuffle: 2 },
  },
  { file: 'rrdbnet-x1', architecture: 'RRDBNet (BasicSR)', spec: { ...rrdbnet, scale: 1, unshuffle: 4 } },
  { file: 'rrdbnet-x8', architecture: 'RRDBNet (BasicSR)', spec: { ...rrdbnet, scale: 8 } },
  {
    file: 'rrdbnet-old-x2',
    architecture: 'RRDBNet (ESRGAN)',
    spec: { ...rrdbnet, scale: 2, unshuffle: 2 },
  },
  { file: 'rrdbnet-oldest-x1', architecture: first, spec: { ...rrdbnet, scale: 1 } },
  { file: 'rrdbnet-oldest-x2', architecture: first, spec: { ...rrdbnet, scale: 2 } },
  // One upsampling by 3 has the shapes of one by 2.
  {
    file: 'rrdbnet-oldest-x3',
    architecture: first,
    spec: { ...rrdbnet, scale: 3 },
    options: { scale: 3 },
  },
  { file: 'rrdbnet-oldest-x8', architecture: first, spec: { ...rrdbnet, scale: 8 } },
  {
    file: 'edsr-x8-scaled',
    architecture: 'EDSR (BasicSR)',
    spec: { kind: 'edsr', scale: 8, residualScaling: 0.1 },
    options: { residualScaling: 0.1, range: 1, mean: [0.5, 0.4, 0.3] },
  },
  // The authors' own weights tell range and mean.
  {
    file: 'edsr-x2-range1',
    architecture: 'EDSR (authors)',
    spec: { kind: 'edsr', scale: 2 },
    options: { residualScaling: 1 },
  },
  {
    file: 'edsr-x2-scaled',
    architecture: 'EDSR (authors)',
    spec: { kind: 'edsr', scale: 2, residualScaling: 0.1 },
    options: { residualScaling: 0.1 },
  },
  {
    file: 'srcnn-parts',
    architecture: 'SRCNN of 3 layers',
    spec: { kind: 'srcnn', kernels: [5, 1, 3], widths: [6, 5] },
    options: { scale: 1, globalResidual: false },
  },
  {
    file: 'srcnn-deep',
    architecture: 'SRCNN of 4 layers',
    spec: { kind: 'srcnn', kernels: [7, 5, 1, 3], widths: [6, 5, 4] },
    options: { scale: 1, globalResidual: false },
  },
  {
    file: 'srgan-x8',
    architecture: 'SRGAN generator (leftthomas)',
    spec: { kind: 'srgan-generator', scale: 8 },
    options: { outputActivation: 'tanh' },
  },
  {
    file: 'srvgg-x4',
    architecture: srvgg,
    spec: { kind: 'srvgg', channels: 4, convolutions: 2, scale: 4 },
  },
  {
    file: 'srvgg-x2-relu',
    architecture: srvgg,
    spec: { kind: 'srvgg', scale: 2, activation: 0 },
    options: { slope: 0 },
  },
  {
    file: 'srvgg-x3-leaky',
    architecture: srvgg,
    spec: { kind: 'srvgg', scale: 3, activation: 0.1 },
    options: { slope: 0.1 },
  },
  { file: 'early-x4', architecture: early, spec: { kind: 'early-srresnet', scale: 4, order: 'CNA' } },
  { file: 'early-x2-norm', architecture: early, spec: { scale: 2, order: 'CNA', norm: true } },
  { file: 'early-x3-norm-short', architecture: early, spec: { scale: 3, order: 'CNAC', norm: true } },
  { file: 'early-x8-before', architecture: early, spec: { scale: 8, order: 'NAC', norm: false } },
  { file: 'early-x2-before-norm', architecture: early, spec: { scale: 2, order: 'NAC', norm: true } },
  { file: 'early-x4-nearest', architecture: early, spec: { scale: 4, upsampling: 'nearest' } },
  {
    file: 'early-x3-nearest',
    architecture: early,
    spec: { scale: 3, upsampling: 'nearest' },
    options: { scale: 3 },
  },
  { file: 'carn-x2', architecture: 'CARN', spec: { kind: 'carn', scale: 2, mobile: false, groups: 1 } },
  // The largest of the scales in the file.
  { file: 'carn-m-x4', architecture: 'CARN-M', spec: { scale: 4, mobile: true, groups: 4, upGroups: 4 } },
  { file: 'carn-m-x3', architecture: 'CARN-M', spec: { scale: 3, groups: 2 }, options: { scale: 3 } },
  { file: 'carn-m-x4-nearest', architecture: 'CARN-M', spec: { scale: 4, upsampling: 'nearest' } },
  {
    file: 'imdn-x4',
    architecture: 'IMDN (authors)',
    spec: { kind: 'imdn', channels: 16, blocks: 2, scale: 4, attention: 1, fused: true },
  },
  {
    file: 'imdn-x2-kair',
    architecture: 'IMDN (KAIR)',
    spec: { kind: 'imdn', channels: 8, scale: 2, attention: 0, fused: false, bodyKernel: 3 },
  },
  {
    file: 'imdn-x2-rtc',
    architecture: 'IMDN (authors, RTC)',
    spec: { kind: 'imdn', channels: 12, scale: 2, fused: false, bodyKernel: 1 },
  },
  {
    file: 'prn',
    architecture: 'PRN',
    spec: { kind: 'prn', channels: 4, stages: 2, blocks: 5, recursive: false },
    options: { stages: 2 },
  },
  {
    file: 'prn-r',
    architecture: 'PRN_r',
    spec: { kind: 'prn', channels: 4, stages: 6, blocks: 5, recursive: true },
  },
  {
    file: 'rfdn-x4',
    architecture: 'RFDN',
    spec: { kind: 'rfdn', channels: 8, aside: 4, attention: 2, blocks: 2, scale: 4 },
  },
];

beforeAll(async () => void (await useBackend()));

describe('families in all their scales, as PyTorch computes them', () => {
  it.each(families.map((family) => [family.file, family] as const))('%s', async (_, family) => {
    await expectFamily(family);
  });
});

it('an image that is too small for RFDN is said to be', async () => {
  const network = await buildNetwork({ kind: 'rfdn', channels: 8, blocks: 1, scale: 2 });
  const wanted = /images of 15 x 15 pixels or more, and this is 20 x 14/;
  const image = createImage(20, 14, new Float32Array(20 * 14 * 3));
  await expect(superResolve(network, image)).rejects.toThrow(wanted);
  await expect(tap(network, ['RFDB1'], [image])).rejects.toThrow(wanted);
  const before = tf.memory().numTensors;
  const x = tf.zeros([1, 20, 14, 3]);
  expect(() => network.model.predict(x)).toThrow(wanted);
  x.dispose();
  expect(tf.memory().numTensors).toBe(before);
  network.model.dispose();
});
