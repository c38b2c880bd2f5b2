import type { Image } from '@ddr-lab/images/image';
import { loadNetwork } from '../../src/networks/load-network';

import { superResolve } from '../../src/networks/super-resolve';
import { readImages } from '../inputs/read';
import type { PrepareTask } from '../protocol';

/** Images super-resolved one after the other, each clipped to [0, 1]. The last one is compared. */
export const superResolution: PrepareTask = async (inputs) => {
  const network = await loadNetwork(inputs.weights);
  const images = await readImages(inputs.images);
  let last: Image;
  return {
    run: async () => {
      for (const image of images) last = await superResolve(network, image);
    },
    results: () => ({ output: { shape: [last.height, last.width, 3], data: last.data } }),
  };
};
