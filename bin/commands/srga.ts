import type { Command } from 'commander';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import type { ImageSet } from '@ddr-lab/images/image-set';
import type { FeatureDensity } from '../../src/metrics/feature-density';
import { naming } from '../naming';
import { addNetworkFlags, networkOptions, weightKinds } from '../network-flags';
import { list, oneOf, wholeNumber } from '../words';

interface SrgaFlags {
  weights: string;
  layer?: string;
  reference?: string;
  degradations?: string;
  patch: string;
  count: string;
  memory: string;
  redraws: string;
  draws?: string;
  seed: string;
}

const redrawWords = ['refit', 'held'] as const;

export function addSrga(program: Command): void {
  const command = program
    .command('srga')
    .description(
      "say how far a network's deep features move from a reference set to others: the generalisation index SRGA",
    )
    .requiredOption('--weights <file>', `weight file of the network (${weightKinds})`)
    .option(
      '--reference <dir|set>',
      "folder of input (LR) images that are like the network's training, or a data set by name",
    )
    .option(
      '--degradations <list>',
      'instead of folders: HR patches of all photographs at hand (drawn scenes where there are none), shrunk and degraded so; the first is the reference',
    )
    .option('--layer <name>', 'the layer that is looked at (default: the last before the output)')
    .option('--patch <pixels>', 'side of the patches cut of the images', '32')
    .option('--count <n>', 'patches of each set, several of an image where there are fewer images', '300')
    .option(
      '--memory <MiB>',
      'most memory for features; what is larger is computed in blocks of columns',
      '512',
    )
    .option(
      `--redraws <${redrawWords.join('|')}>`,
      "how patches are drawn anew for the intervals: two thirds of them with a PCA of their own, or a bootstrap along the whole set's components, which is fast and too narrow",
      'refit',
    )
    .option(
      '--draws <n>',
      'redraws; 0: no intervals (default: 200, 100 of more than 150 patches, 50 of more than 300)',
    )
    .option('--seed <n>', 'seed of the redraws, and of noise', '0');
  addNetworkFlags(command)
    .argument('[dir...]', 'folders (or data sets) of input images whose index is wanted')
    .addHelpText(
      'after',
      `
Prints one line of JSON for each set, the reference first:
  sigma, shape  generalised Gaussian of the features' principal components
  kl            KL(reference || set)
  srga          log10(kl + 1e-5) + 5: the smaller, the better the network generalises to the set
  interval      95 %: where the index would be with other patches. Sets of as many patches are redrawn at the same places, so that the same
                images under two degradations, in one order, are compared image by image. Patches of one image count as patches of several

Examples:
  ddr srga --weights net.pth --reference clean-lr blurred-lr noisy-lr
  ddr srga --weights net.pth --degradations clean,blur1,blur2,noise20`,
    )
    .action(srgaCommand);
}

async function srgaCommand(folders: string[], flags: SrgaFlags): Promise<void> {
  if (flags.degradations !== undefined && (flags.reference !== undefined || folders.length > 0)) {
    throw new InputError('--degradations takes the place of --reference and folders: name one or the other.');
  }
  if (flags.degradations === undefined && (flags.reference === undefined || folders.length === 0)) {
    throw new InputError(
      'Name --reference and a folder whose index is wanted, or --degradations clean,blur2,... for patches of the photographs at hand.',
    );
  }
  if (flags.degradations !== undefined && list(flags.degradations).length < 2) {
    throw new InputError(
      `--degradations names the reference and one more at least, such as clean,blur2, not ${flags.degradations}.`,
    );
  }
  const patch = wholeNumber('--patch', flags.patch, 1);
  const count = wholeNumber('--count', flags.count, 3);
  const memory = wholeNumber('--memory', flags.memory, 1);
  const redraws = oneOf('--redraws', flags.redraws, redrawWords);
  const draws = flags.draws === undefined ? undefined : wholeNumber('--draws', flags.draws, 0);
  const seed = wholeNumber('--seed', flags.seed, 0);
  const options = networkOptions(flags);
  const { importNetwork } = await import('../../src/networks/import/import-network');
  const { disposeNetwork } = await import('../../src/networks/tappable');
  const { openSet } = await import('../../src/images/sets/open');
  const { patchesOfSet } = await import('../../src/analysis/patches-of-set');
  const { featureColumns, centredProducts, lastFeatures } = await import('../../src/metrics/feature-columns');
  const { fitDensity } = await import('../../src/metrics/feature-density');
  const { generalisation } = await import('../../src/metrics/srga');
  const { progressBar } = await import('../progress-bar');
  const bar = progressBar('srga');
  const network = await importNetwork(flags.weights, options);
  const sets: { name: string; set: ImageSet }[] = [];
  if (flags.degradations !== undefined) {
    const { responseOf } = await import('../../src/networks/index');
    const scale = (await responseOf(network))?.scale ?? options.scale ?? 4;
    sets.push(...(await degradedPatches(flags.degradations, { patch, count, seed, scale })));
  } else {
    for (const name of [flags.reference!, ...folders]) sets.push({ name, set: await openSet(name) });
  }
  try {
    const layer = flags.layer ?? lastFeatures(network);
    const densities: FeatureDensity[] = [];
    for (const [at, { name, set }] of sets.entries()) {
      const of = (words: string): OnProgress => {
        const note = `${path.basename(name)}, ${words}`;
        return ({ done, total }) => bar({ done: at * total + done, total: sets.length * total, note });
      };
      const patches = await patchesOfSet(set, { patch, count });
      const columns = await naming(flags.weights, () => featureColumns(network, layer, patches, { memory }));
      densities.push(
        await naming(name, async () => {
          const products = await centredProducts(columns, { memory: memory / 2, onProgress: of('features') });
          return fitDensity(products, { redraws, draws, seed, onProgress: of('redraws') });
        }),
      );
    }
    bar.end();
    const counts = densities.map(({ patches }) => patches);
    if (Math.min(...counts) < Math.max(...counts)) {
      process.stderr.write(
        `ddr: the sets have ${counts.join(', ')} patches, and the index depends on their number: --count ${Math.min(...counts)} compares as many of each.\n`,
      );
    }
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

/** Patches of many sources, shrunk and degraded: a set for each degradation. */
async function degradedPatches(
  words: string,
  { patch, count, seed, scale }: { patch: number; count: number; seed: number; scale: number },
): Promise<{ name: string; set: ImageSet }[]> {
  const { openPatchSet } = await import('../../src/analysis/patch-set');
  const { lowResolution } = await import('../../src/analysis/low-resolution');
  const { degradedSets } = await import('../../src/analysis/degraded-sets');
  const { imagesInMemory } = await import('@ddr-lab/images/image-set');
  const degradations = list(words);
  const hr = await openPatchSet({ count, side: patch * scale });
  const lr = await lowResolution(hr, { count, scale, size: Infinity, onMessage: false });
  const { patches, labels } = await degradedSets(lr, { degradations, patch, count, seed });
  return degradations.map((name, k) => ({
    name,
    set: imagesInMemory(
      patches.filter((_, i) => labels[i] === k),
      { name },
    ),
  }));
}
