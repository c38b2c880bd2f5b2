import { InputError } from '@ddr-lab/base/errors';
import { readWeights, writeWeights, type Network } from '../networks/network';

/**
 * Gives a network the weights of a finished one, all of them.
 *
 * @throws InputError when they do not fit.
 */
export async function takeWeights(network: Network, start: Network): Promise<void> {
  try {
    writeWeights(network.model, await readWeights(start.model));
  } catch (error) {
    const made = start.metadata.recipe ? `the network that it starts from (${start.spec.kind})` : 'its start';
    throw new InputError(`${network.spec.kind}: cannot begin with ${made}: ${(error as Error).message}`);
  } finally {
    start.model.dispose();
  }
}
