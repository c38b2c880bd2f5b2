import { describe, expect, it } from 'vitest';
import { tap } from '../../src/features/tap';
import { createImage } from '@ddr-lab/images/image';
import { buildNetwork, type NetworkSpec } from '../../src/networks/network';
import { expectClose } from '../backend/onnxruntime/compiled/compare';
import { readCases, setFormulaWeights } from './formula';

/** The networks of make-rrdb.py, make-unified.py and make-restoration.py, by fixture and case. */
const networks: Record<string, Record<string, NetworkSpec>> = {
  'rrdb.npz': {
    x3: { kind: 'guided-rrdb', channels: 16, growth: 16, blocks: 1 },
    x4: { kind: 'guided-rrdb', channels: 16, growth: 16, blocks: 1, scale: 4 },
  },
  'guided-rrdb.npz': {
    x2: {
      kind: 'guided-rrdb',
      channels: 16,
      growth: 16,
      blocks: 2,
      scale: 2,
      guide: { network: { channels: 8, blocks: 2 }, vector: 16 },
    },
    x3: {
      kind: 'guided-rrdb',
      channels: 16,
      growth: 16,
      blocks: 1,
      guide: { network: { channels: 8, blocks: 2 }, vector: 16 },
    },
  },
  'unified.npz': {
    'super-resolution': { kind: 'unified', channels: 16, blocks: 2, scale: 2, globalResidual: false },
    classification: { kind: 'unified', channels: 16, blocks: 2, tail: 'classification' },
  },
  'restoration.npz': {
    plain: { kind: 'restoration', channels: 8, blocks: 2 },
    residual: { kind: 'restoration', channels: 8, blocks: 2, globalResidual: true },
  },
};

describe.each(Object.keys(networks))('%s: PyTorch, from the same weights', (file) => {
  it.each(Object.entries(networks[file]))('%s', async (name, spec) => {
    const { input, features } = (await readCases(file)).get(name)!;
    const network = await buildNetwork(spec);
    setFormulaWeights(network.model);
    // Besides what the network offers, the guide's blocks.
    expect([...features.keys()]).toEqual(expect.arrayContaining([...network.layers]));
    const [n, height, width] = input.dims;
    const size = height * width * 3;
    const images = Array.from({ length: n }, (_, i) =>
      createImage(height, width, input.data.slice(i * size, (i + 1) * size)),
    );
    const tapped = await tap(network, [...features.keys()], images);
    for (const [layer, expected] of features) {
      // float32 sums of up to 720 products in another order, over at most 40 layers: some 1e-6 of the largest value.
      expectClose({ data: tapped[layer].data, dims: expected.dims }, expected, 1e-5);
    }
    network.model.dispose();
  });
});
