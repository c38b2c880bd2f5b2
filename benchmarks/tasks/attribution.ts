import { lam, windowDetail } from '../../src/attribution';
import { loadNetwork } from '../../src/networks/load-network';
import { readImages } from '../inputs/read';
import type { PrepareTask } from '../protocol';

/** A local attribution map of each patch, of the window in the middle of its output. */
export const attribution: PrepareTask = async (inputs) => {
  const network = await loadNetwork(inputs.weights);
  const patches = await readImages(inputs.patches);
  let maps: Float32Array[] = [];
  return {
    run: async () => {
      maps = [];
      for (const patch of patches) {
        const middle = 2 * patch.width - 8;
        const { map } = await lam.attribute(network, patch, windowDetail({ left: middle, top: middle }));
        maps.push(map);
      }
    },
    results: () => ({
      output: {
        shape: [maps.length, maps[0].length],
        data: Float32Array.from(maps.flatMap((map) => [...map])),
      },
    }),
  };
};
