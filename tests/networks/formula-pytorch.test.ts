import type { SymbolicTensor } from '@tensorflow/tfjs-layers';
import { describe, expect, it } from 'vitest';
import { tap } from '../../src/features/tap';
import { createImage } from '@ddr-lab/images/image';
import { buildNetwork, type NetworkSpec } from '../../src/networks/network';
import { byLayers, expectClose } from '../backend/onnxruntime/compiled/compare';
import { readCases, setFormulaWeights } from './formula';

/** The networks of make-formula.py and make-unet.py, by fixture and case. */
const networks: Record<string, Record<string, NetworkSpec>> = {
  'resnet18.npz': {
    even: { kind: 'resnet18', width: 8 },
    odd: { kind: 'resnet18', width: 4, classes: 3 },
  },
  'srcnn.npz': {
    '3-wgr': { kind: 'srcnn', layers: 3, channels: 8, scale: 4, globalResidual: true },
    '3-wogr': { kind: 'srcnn', layers: 3, channels: 6, scale: 3, kernels: [9, 1, 5] },
    '7-wogr': { kind: 'srcnn', layers: 7, channels: 8, scale: 2 },
  },
  'discriminator.npz': {
    dense: { kind: 'discriminator', size: 16, width: 4, stages: 3, dense: 12 },
    deep: { kind: 'discriminator', size: 32, width: 2, stages: 5, dense: 8 },
    map: { kind: 'discriminator', head: 'map', width: 4, stages: 2 },
  },
  'unet.npz': {
    even: { kind: 'unet', channels: 4, levels: 3, blocks: 1, widening: 1 },
    odd: { kind: 'unet', channels: 4, levels: 3, blocks: 2, globalResidual: false },
    small: { kind: 'unet', channels: 4, levels: 4, blocks: 1, widening: 1 },
  },
};

describe.each(Object.keys(networks))('%s: PyTorch, from the same weights', (file) => {
  it.each(Object.entries(networks[file]))('%s', async (name, spec) => {
    const { input, features } = (await readCases(file)).get(name)!;
    const network = await buildNetwork(spec);
    setFormulaWeights(network.model);
    expect(network.layers).toEqual([...features.keys()]);

    const [n, height, width] = input.dims;
    const size = height * width * 3;
    const images = Array.from({ length: n }, (_, i) =>
      createImage(height, width, input.data.slice(i * size, (i + 1) * size)),
    );
    const tapped = await tap(network, network.layers, images);
    const tensors = network.layers.map((layer) => network.model.getLayer(layer).output as SymbolicTensor);
    const layerwise = byLayers(network.model, tensors, input);
    network.layers.forEach((layer, i) => {
      const expected = features.get(layer)!;
      // float32 sums of up to 600 products in another order, over at most 20 layers: some 1e-6 of the largest value.
      expectClose({ data: tapped[layer].data, dims: expected.dims }, expected, 1e-5);
      expectClose(layerwise[i], expected, 1e-5);
    });
    network.model.dispose();
  });
});
