import { existsSync } from 'node:fs';
import { InputError } from '@ddr-lab/base/errors';
import { checkpointFile } from '../../analysis/checkpoint';
import { degraderInput } from '../../networks/architectures/degrader/given';
import { loadNetwork } from '../../networks/load-network';
import { readWeights } from '../../networks/network';
import { disposeNetwork } from '../../networks/tappable';
import type { PageDegrader } from '../shared/data';
import type { Packer } from './packer';
import { pageLayers } from './page-layers';

/**
 * A degrader as the page has it.
 *
 * @param name one that ships, or a file.
 * @throws InputError for a network that does not degrade, and for one that degrades HR images, of which the page has none.
 */
export async function pageDegrader(name: string, packer: Packer): Promise<PageDegrader> {
  const network = await loadNetwork(existsSync(name) ? name : checkpointFile(name));
  try {
    const input = degraderInput(network.spec);
    if (!input) {
      throw new InputError(
        `${name}: a network of kind ${network.spec.kind} does not degrade; --degraders takes those that do, such as dsgan.`,
      );
    }
    if (input.shrinks > 1) {
      throw new InputError(
        `${name}: makes LR images of HR images, and the page has LR images alone. Take one from LR to LR, such as dsgan, or ddr degrade --model ${name}.`,
      );
    }
    return {
      name,
      layers: pageLayers(name, network.model, await readWeights(network.model), packer),
      output: network.model.outputLayers[0].name,
      planes: input.noise,
    };
  } finally {
    disposeNetwork(network);
  }
}
