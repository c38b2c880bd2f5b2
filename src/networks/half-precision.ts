import { InputError } from '@ddr-lab/base/errors';
import { buildNetwork, readWeights, writeWeights, type Network } from './network';
import { decodeSafetensors, encodeSafetensors } from '@ddr-lab/weights/safetensors';

/**
 * The network as it will be once its weights have been stored in half precision and read again: 11 bits instead of
 * 24, numbers below 6e-8 gone.
 *
 * @throws InputError where a weight is too large for half precision (65,520 and above).
 */
export async function inHalfPrecision(network: Network): Promise<Network> {
  const tensors = await readWeights(network.model);
  const rounded = decodeSafetensors(encodeSafetensors({ tensors, metadata: {} }, 'F16')).tensors;
  for (const [name, { data }] of rounded) {
    if (!data.every(Number.isFinite)) {
      throw new InputError(`${name} holds numbers that half precision cannot: keep the weights in F32.`);
    }
  }
  const half = await buildNetwork(network.spec, network.metadata);
  writeWeights(half.model, rounded);
  return half;
}
