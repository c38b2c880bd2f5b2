import { InputError } from '@ddr-lab/base/errors';
import type { GraphNetwork } from '../networks/graph-network';
import type { Network } from '../networks/network';

/** Where a body ends: upsampling, pooling, or what an architecture has in front of them. */
const tails = /^(UP\d+|Fusion|Body|BodyConv|HRConv|GAP|Output)$/;

/** A network's layers and, where it is a graph, those of them that end its blocks. */
export type WithBlocks = Pick<Network, 'layers'> & Partial<Pick<GraphNetwork, 'blocks'>>;

/**
 * The layer that the paper looks at first, a network's deepest one before its tail: RB16 of SRResNet, the last
 * convolution but one of SRCNN, Conv5_2 of ResNet18, the last RRDB.
 *
 * @throws InputError where there is no layer in front of the tail.
 */
export function lastBlock({ layers, blocks = [] }: WithBlocks): string {
  if (blocks.length > 0) return blocks[blocks.length - 1];
  const tail = layers.findIndex((layer) => tails.test(layer));
  const block = layers[(tail < 0 ? layers.length : tail) - 1];
  if (block === undefined) {
    throw new InputError(`The network has no layer before its tail; its layers are ${layers.join(', ')}.`);
  }
  return block;
}
