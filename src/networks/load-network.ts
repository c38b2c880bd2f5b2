import { importWeights } from './import/import-weights';
import { withWeights } from './import/open-weights';
import type { Network } from './network';
import { isSaved, savedNetwork } from './saved-network';

/**
 * Reads a network from a file: one of this project as it was saved, and the weights of others as `importWeights` does.
 *
 * @throws InputError naming the file and what does not fit.
 */
export async function loadNetwork(path: string): Promise<Network> {
  const own = await withWeights(path, (contents) =>
    isSaved(contents) ? savedNetwork(path, contents) : undefined,
  );
  if (own) return own;
  return importWeights(path);
}
