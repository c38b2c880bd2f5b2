import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import type { Command } from 'commander';
import type { ImportOptions } from '../../src/networks/import/recognised';
import type { Network } from '../../src/networks/network';
import type { Runnable } from '../../src/networks/tappable';
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
    .argument(
      '<images...>',
      'images (PNG, JPEG, BMP, WebP or TIFF), as the network takes them (LR images); for a network of clips folders of frames, GIF, WebP or PNG that move, videos where ffmpeg is',
    )
    .requiredOption(
      '--weights <file>',
      `weight file of the network (${weightKinds}), or the name of one that ships`,
    )
    .requiredOption(
      '--out <folder>',
      'where the results go, as NAME.png (8 bits), of clips as NAME/0001.png and on; made where it is missing',
    );
  addNetworkFlags(command)
    .addHelpText(
      'after',
      `
Images of any size are computed in tiles, with the same result. All are read before the first is restored, so that a bad one costs no time.
A network of clips sees each frame with its neighbours, aligned as it was trained.

Examples:
  ddr restore --weights srresnet-wgr --out large small.png
  ddr degrade --preset rain-medium-half photo.png rainy.png
  ddr restore --weights derain-400-wide --out dry rainy.png
  ddr restore --weights net_g_latest.pth --out restored photos/*.png
  ddr restore --weights video-none.safetensors --out large holiday.gif`,
    )
    .action(restore);
}

async function restore(files: string[], flags: RestoreFlags): Promise<void> {
  const { disposeNetwork, isGraphNetwork } = await import('../../src/networks/tappable');
  const { framesOf } = await import('../../src/networks/check-input');
  const targets = resultFiles(files, flags.out);
  const network = await open(flags.weights, networkOptions(flags));
  try {
    if (!isGraphNetwork(network) && framesOf(network.spec) !== undefined) {
      await restoreClips(network, files, targets, flags.out);
    } else {
      await restoreImages(network, files, targets, flags.out);
    }
  } finally {
    disposeNetwork(network);
  }
}

async function restoreImages(
  network: Runnable,
  files: readonly string[],
  targets: readonly string[],
  out: string,
): Promise<void> {
  const { readImage, writeImage } = await import('@ddr-lab/images/io');
  const { superResolve } = await import('../../src/networks/super-resolve');
  for (const file of files) await readImage(file);
  await makeFolder(out);
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
}

/** Each clip into a folder of its own, by the name that its picture would have. */
async function restoreClips(
  network: Network,
  files: readonly string[],
  targets: readonly string[],
  out: string,
): Promise<void> {
  const { writeImage } = await import('@ddr-lab/images/io');
  const { openClip } = await import('@ddr-lab/images/clips/open-clip');
  const { restoreClip } = await import('../../src/networks/restore-clip');
  for (const [i, file] of files.entries()) {
    const folder = targets[i].replace(/\.png$/, '');
    if (files.some((one) => path.resolve(one) === path.resolve(folder))) {
      throw new InputError(`${folder}: the result of ${file} would replace it. Choose another --out.`);
    }
    await openClip(file);
  }
  await makeFolder(out);
  for (const [i, file] of files.entries()) {
    const folder = targets[i].replace(/\.png$/, '');
    const bar = progressBar(path.basename(file));
    try {
      const clip = await openClip(file);
      const { frames } = await naming(file, () => restoreClip(network, clip, { onProgress: bar }));
      await makeFolder(folder);
      for (const [t, frame] of frames.entries()) {
        await writeImage(frame, path.join(folder, `${String(t + 1).padStart(4, '0')}.png`));
      }
    } finally {
      bar.end();
    }
    process.stdout.write(`${folder}\n`);
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
