import type { Command } from 'commander';
import path from 'node:path';
import type { ImageSet } from '@ddr-lab/images/image-set';
import type { FeatureDensity } from '../../src/metrics/srga';
import { addNetworkFlags, networkOptions, weightKinds } from '../network-flags';
import { wholeNumber } from '../words';

interface SrgaFlags {
  weights: string;
  layer?: string;
  reference: string;
  patch: string;
  count: string;
  memory: string;
  draws: string;
  seed: string;
}

export function addSrga(program: Command): void {
  const command = program
    .command('srga')
    .description(
      "say how far a network's deep features move from a reference set to others: the generalisation index SRGA",
    )
    .requiredOption('--weights <file>', `weight file of the network (${weightKinds})`)
    .requiredOption(
      '--reference <dir|set>',
      "folder of input (LR) images that are like the network's training, or a data set by name",
    )
    .option('--layer <name>', 'the layer that is looked at (default: the last before the output)')
    .option('--patch <pixels>', 'side of the patches cut of the images', '32')
    .option('--count <n>', 'patches of each set, several of an image where there are fewer images', '300')
    .option(
      '--memory <MiB>',
      'most memory for features; what is larger is computed in blocks of columns',
      '512',
    )
    .option('--draws <n>', 'redraws of the patches for the intervals', '200')
    .option('--seed <n>', 'seed of the redraws', '0');
  addNetworkFlags(command)
    .argument('<dir...>', 'folders (or data sets) of input images whose index is wanted')
    .addHelpText(
      'after',
      `
Prints one line of JSON for each set, the reference first:
  sigma, shape  generalised Gaussian of the features' principal components
  kl            KL(reference || set)
  srga          log10(kl + 1e-5) + 5: the smaller, the better the network generalises to the set
  interval      95 %, over redraws of the patches

Example:
  ddr srga --weights net.pth --reference clean-lr blurred-lr noisy-lr`,
    )
    .action(srgaCommand);
}

async function srgaCommand(folders: string[], flags: SrgaFlags): Promise<void> {
  const patch = wholeNumber('--patch', flags.patch, 1);
  const count = wholeNumber('--count', flags.count, 3);
  const memory = wholeNumber('--memory', flags.memory, 1);
  const draws = wholeNumber('--draws', flags.draws, 0);
  const seed = wholeNumber('--seed', flags.seed, 0);
  const options = networkOptions(flags);
  const { importNetwork } = await import('../../src/networks/import/import-network');
  const { disposeNetwork } = await import('../../src/networks/tappable');
  const { openSet } = await import('../../src/images/sets/open');
  const { patchesOfSet } = await import('../../src/analysis/patches-of-set');
  const { featureColumns, centredProducts, fitDensity, generalisation, lastFeatures } =
    await import('../../src/metrics/srga');
  const { progressBar } = await import('../progress-bar');
  const sets: { name: string; set: ImageSet }[] = [];
  for (const name of [flags.reference, ...folders]) sets.push({ name, set: await openSet(name) });
  const network = await importNetwork(flags.weights, options);
  const bar = progressBar('srga');
  try {
    const layer = flags.layer ?? lastFeatures(network);
    const densities: FeatureDensity[] = [];
    for (const [at, { name, set }] of sets.entries()) {
      const patches = await patchesOfSet(set, { patch, count });
      const columns = await featureColumns(network, layer, patches, { memory });
      const products = await centredProducts(columns, {
        memory: memory / 2,
        onProgress: ({ done, total }) =>
          bar({ done: at * total + done, total: sets.length * total, note: path.basename(name) }),
      });
      densities.push(fitDensity(products, { draws, seed: seed + at }));
    }
    bar.end();
    densities.forEach((density, at) => {
      const { interval, ...rest } = generalisation(densities[0], density);
      // A set against itself is no draw of two.
      const line = {
        set: sets[at].name,
        layer,
        patches: density.patches,
        ...rest,
        ...(at > 0 ? { interval } : {}),
      };
      process.stdout.write(`${JSON.stringify(line)}\n`);
    });
  } finally {
    bar.end();
    disposeNetwork(network);
  }
}
