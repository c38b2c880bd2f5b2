import path from 'node:path';
import type { Command } from 'commander';
import type { ImportOptions } from '../../src/networks/import/recognised';
import { naming } from '../naming';
import { addNetworkFlags, networkOptions, weightKinds } from '../network-flags';
import { progressBar } from '../progress-bar';
import { makeFolder, resultFiles } from '../result-files';

interface RestoreFlags {
  weights: string;
  out: string;
}

export function addRestore(program: Command): void {
  const command = program
    .command('restore')
    .description('Runs images through a network: super-resolved, without rain, without noise.')
    .argument('<images...>', 'images (PNG, JPEG, BMP, WebP or TIFF), as the network takes them (LR images)')
    .requiredOption(
      '--weights <file>',
      `weight file of the network (${weightKinds}), or the name of one that ships`,
    )
    .requiredOption('--out <folder>', 'where the results go, as NAME.png (8 bits); made where it is missing');
  addNetworkFlags(command)
    .addHelpText(
      'after',
      `
Images of any size are computed in tiles, with the same result. All are read before the first is restored, so that a bad one costs no time.

Examples:
  ddr restore --weights srresnet-wgr --out large small.png
  ddr degrade --preset rain-medium-half photo.png rainy.png
  ddr restore --weights derain-400-wide --out dry rainy.png
  ddr restore --weights net_g_latest.pth --out restored photos/*.png`,
    )
    .action(restore);
}

async function restore(files: string[], flags: RestoreFlags): Promise<void> {
  const { readImage, writeImage } = await import('@ddr-lab/images/io');
  const { superResolve } = await import('../../src/networks/super-resolve');
  const { disposeNetwork } = await import('../../src/networks/tappable');
  const targets = resultFiles(files, flags.out);
  for (const file of files) await readImage(file);
  const network = await open(flags.weights, networkOptions(flags));
  try {
    await makeFolder(flags.out);
    for (const [i, file] of files.entries()) {
      const bar = progressBar(path.basename(file));
      try {
        const image = await readImage(file);
        await writeImage(
          await naming(file, () => superResolve(network, image, { onProgress: bar })),
          targets[i],
        );
      } finally {
        bar.end();
      }
      process.stdout.write(`${targets[i]}\n`);
    }
  } finally {
    disposeNetwork(network);
  }
}

/** A word without folder and ending is the name of a network that ships. */
async function open(weights: string, options: ImportOptions) {
  if (!/[/\\.]/.test(weights)) {
    const { checkpoint } = await import('../../src/analysis/checkpoint');
    return checkpoint(weights);
  }
  const { importNetwork } = await import('../../src/networks/import/import-network');
  return importNetwork(weights, options);
}
