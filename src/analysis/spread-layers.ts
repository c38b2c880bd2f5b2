import { lastBlock, type WithBlocks } from './last-block';

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
  const blocks = network.blocks?.length ? network.blocks : body.filter((name) => !/^Conv\d+$/.test(name));
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
