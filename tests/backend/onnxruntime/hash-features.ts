// Prints a hash of every layer's features for a few images, network by network: `hash-features.ts NAME...`.
import { createHash } from 'node:crypto';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { checkpoint, tap, useBackend } from '../../../src/index';

async function main(): Promise<void> {
  await useBackend();
  const images = [0, 1, 2].map((seed) => drawScene({ seed, width: 32, height: 32 }));
  for (const name of process.argv.slice(2)) {
    const network = await checkpoint(name);
    const features = await tap(network, network.layers, images, { batch: 2 });
    const hash = createHash('sha256');
    for (const layer of network.layers) hash.update(new Uint8Array(features[layer].data.buffer));
    process.stdout.write(`${name} ${network.layers.length} ${hash.digest('hex')}\n`);
  }
}

void main();
