import { InputError } from '@ddr-lab/base/errors';
import { MEMBERS } from './architectures/sr-mean/network';
import { buildNetwork, type Network, readWeights, writeWeights } from './network';

/**
 * The two networks of which one of kind `sr-mean` puts out the mean, each by itself (MSSR's pair).
 *
 * @throws InputError for a network of another kind.
 */
export async function meanMembers({ model, spec, metadata }: Network): Promise<[Network, Network]> {
  if (spec.kind !== 'sr-mean') {
    throw new InputError(`A network of kind ${spec.kind} is no mean of two: that takes one of kind sr-mean.`);
  }
  const weights = [...(await readWeights(model))];
  const member = async (prefix: string): Promise<Network> => {
    const network = await buildNetwork({ ...spec, kind: 'srresnet' }, metadata);
    const own = weights.filter(([name]) => name.startsWith(prefix));
    writeWeights(network.model, new Map(own.map(([name, tensor]) => [name.slice(prefix.length), tensor])));
    return network;
  };
  return [await member(MEMBERS[0]), await member(MEMBERS[1])];
}
