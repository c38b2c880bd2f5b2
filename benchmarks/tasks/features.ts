import { tap } from '../../src/features/tap';
import { loadNetwork } from '../../src/networks/load-network';

import { readImages } from '../inputs/read';
import type { PrepareTask } from '../protocol';

/** The features of all patches at one layer, as `tap` gives them: one row a patch. */
export const features: PrepareTask = async (inputs, { layer }) => {
  const network = await loadNetwork(inputs.weights);
  const patches = await readImages(inputs.patches);
  const tapped = String(layer);
  let output: { shape: number[]; data: Float32Array } = { shape: [], data: new Float32Array() };
  return {
    run: async () => {
      const { rows, columns, data } = (await tap(network, [tapped], patches))[tapped];
      output = { shape: [rows, columns], data };
    },
    results: () => ({ output }),
  };
};
