import { InputError } from '@ddr-lab/base/errors';
import type { Network } from '../networks/network';
import type { GraphNetwork } from '../networks/tappable';

/** Where a body ends: upsampling, pooling, or what an architecture has in front of them; of a pair, one of its two. */
const tails = /^(?:One|Two)?(UP\d+|Fusion|Body|BodyConv|HRConv|GAP|Output)$/;

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

/**
 * Some layers from a network's first to its last block, evenly spaced, both ends included: RB1, RB4, RB8, RB12, RB16
 * of SRResNet. What to tap of a network whose layers one does not know.
 *
 * @param count how many at most; default 5.
 * @throws InputError where there is no layer in front of the tail.
 */
export function spreadLayers(network: WithBlocks, count = 5): string[] {
  const { layers } = network;
  const body = layers.slice(0, layers.indexOf(lastBlock(network)) + 1);
  const blocks = network.blocks?.length
    ? network.blocks
    : body.filter((name) => !/^(?:One|Two)?Conv\d+$/.test(name));
  const candidates = blocks.length > 0 ? blocks : body;
  if (candidates.length <= count) return [...candidates];
  const picked = Math.max(1, count);
  // From the end in equal steps, so that of 16 blocks and 5 it is the paper's 16, 12, 8, 4 and then the first.
  const step = candidates.length / Math.max(1, picked - 1);
  const places = Array.from({ length: picked }, (_, i) =>
    i === 0 && picked > 1 ? 0 : Math.round(candidates.length - (picked - 1 - i) * step) - 1,
  );
  return places.map((place) => candidates[place]);
}
