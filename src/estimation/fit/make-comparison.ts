import { shippedOrOwn } from '@ddr-lab/base/project';
import { cropGrid } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import { tap } from '../../features/tap';
import { openSet } from '../../images/sets/open';
import { loadNetwork } from '../../networks/load-network';
import type { Network } from '../../networks/network';
import { imageStatistics } from '../statistics/statistics';
import { drawDegraded } from './draws';
import { fitPart } from './fit-probe';
import { measureProbe } from './measure';
import { fitOptions } from './plan';
import type { Sample } from './samples';

/** The networks whose layers are compared with the statistics. */
const layers = [
  ['dasr-encoder', 'Representation'],
  ['srresnet-wgr', 'RB16'],
] as const;

/** LR patches that a network sees of an image: their side, and at most how many. */
const PATCH = 32;
const MOST_PATCHES = 4;

/** The sets that are compared, by what they are made of. */
const compared: readonly (readonly string[])[] = [
  ['dasr-encoder'],
  ['srresnet-wgr'],
  ['second', 'lag'],
  ['dasr-encoder', 'second', 'lag'],
  ['light', 'colour', 'second', 'lag', 'edges', 'mean', 'deviation', 'clipped'],
  ['light', 'colour', 'second', 'lag', 'edges', 'mean', 'deviation', 'clipped', 'dasr-encoder'],
];

/** The mean over patches of a layer's channels. */
async function pooled(network: Network, layer: string, image: Image): Promise<Map<string, number>> {
  const patches = cropGrid(image, PATCH);
  const step = Math.max(1, patches.length / MOST_PATCHES);
  const some = Array.from(
    { length: Math.min(MOST_PATCHES, patches.length) },
    (_, i) => patches[Math.floor(i * step)],
  );
  const { columns, data } = (await tap(network, [layer], some, { view: 'mean' }))[layer];
  const means = new Map<string, number>();
  for (let column = 0; column < columns; column++) {
    let sum = 0;
    for (let row = 0; row < some.length; row++) sum += data[row * columns + column];
    means.set(String(column), sum / some.length);
  }
  return means;
}

/**
 * Compares what a probe can be made of, on LR images of the model: pooled layers of networks, pixel differences, all statistics, and together. Fitted on two thirds of the images,
 * measured on the others: `npx tsx src/estimation/fit/make-comparison.ts [images]` with a data root.
 */
async function main(): Promise<void> {
  const set = await openSet('bsds500/train', { count: Number(process.argv[2] ?? 240) });
  const networks = await Promise.all(
    layers.map(async ([name, layer]) => {
      return { name, layer, network: await loadNetwork(shippedOrOwn('checkpoints', `${name}.safetensors`)) };
    }),
  );
  const samples: Sample[] = [];
  for (let index = 0; index < set.count; index++) {
    const source = await set.read(index);
    for (const draw of [2, 4]) {
      const { image, ...truth } = await drawDegraded(source, 'low-resolution', [1, 0, index, draw]);
      if (Math.min(image.height, image.width) < PATCH) continue;
      const values = new Map(imageStatistics(image, false).values);
      for (const { name, layer, network } of networks) {
        for (const [channel, mean] of await pooled(network, layer, image))
          values.set(`${name} ${channel}`, mean);
      }
      samples.push({ set: set.name, index, grey: false, ...truth, values });
    }
    if (index % 20 === 0) process.stderr.write(`${index} of ${set.count}\n`);
  }
  for (const kinds of compared) {
    const some = samples.map((sample) => ({ ...sample, values: only(sample.values, kinds) }));
    const part = fitPart(
      some.filter(({ index }) => index % 3 > 0),
      { ...fitOptions, features: { ...fitOptions.features, count: 300 } },
    );
    const [accuracy] = measureProbe(
      { colour: part, grey: part, metadata: {} },
      some.filter(({ index }) => index % 3 === 0),
    );
    process.stdout.write(
      `${JSON.stringify({ features: kinds.join(' + '), numbers: part.names.length, ...accuracy })}\n`,
    );
  }
}

/** Those whose name begins with a kind. */
function only(values: ReadonlyMap<string, number>, kinds: readonly string[]): Map<string, number> {
  return new Map(
    [...values].filter(([name]) => kinds.some((kind) => name === kind || name.startsWith(`${kind} `))),
  );
}

void main();
