import { beforeAll, describe, it } from 'vitest';
import { useBackend } from '../../../src/backend/backend';
import { expectFamily, type Family } from './families';

const rrdbnet = { kind: 'rrdbnet', channels: 4, growth: 2, blocks: 1 };
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
];

beforeAll(async () => void (await useBackend()));

describe('families in all their scales, as PyTorch computes them', () => {
  it.each(families.map((family) => [family.file, family] as const))('%s', async (_, family) => {
    await expectFamily(family);
  });
});
