import type { Command } from 'commander';
import { InputError } from '../../src/errors';

interface TapFlags {
  weights: string;
  layers: string;
  images: string;
  patch: string;
  batch: string;
}

export function addTap(program: Command): void {
  program
    .command('tap')
    .description("write a network's features for a folder of images as NumPy arrays")
    .requiredOption('--weights <file>', 'weight file (.safetensors) of the network')
    .requiredOption(
      '--layers <names>',
      'layers to tap, joined by commas: Conv1, RB1 ... RB16, UP1, UP2, HRConv, Output',
    )
    .requiredOption('--images <dir|set>', 'folder of input images, or a data set by name')
    .option(
      '--patch <pixels>',
      'side of the centre patch taken of each image; 0 takes whole images of one size',
      '32',
    )
    .option('--batch <images>', 'images that pass through the network at once', '10')
    .argument('<out.npz>', 'NumPy archive to write: one float32 array a layer, images x features')
    .addHelpText(
      'after',
      `
Images are fed as they are: they are the network's (low-resolution) input. Rows follow the files' names in order;
features are flattened as height x width x channels.

Example:
  ddr tap --weights checkpoints/srresnet-wgr.safetensors --layers RB1,RB16 --images photos --patch 32 features.npz`,
    )
    .action(async (out: string, flags: TapFlags) => {
      const patch = wholeNumber('--patch', flags.patch, 0);
      const batch = wholeNumber('--batch', flags.batch, 1);
      if (!out.endsWith('.npz')) throw new InputError(`${out}: the features are written as a .npz file.`);
      const { loadNetwork } = await import('../../src/networks/network');
      const { openSet } = await import('../../src/images/sets/open');
      const { cropCentre } = await import('../../src/images/crop');
      const { tap } = await import('../../src/features/tap');
      const { writeNpz } = await import('../../src/arrays/npz');
      const { progressBar } = await import('../progress-bar');
      const network = await loadNetwork(flags.weights);
      const set = await openSet(flags.images);
      const images = [];
      for (let i = 0; i < set.count; i++) {
        const image = await set.read(i);
        if (patch > Math.min(image.height, image.width)) {
          throw new InputError(
            `${set.label(i)}: ${image.height} x ${image.width} is smaller than --patch ${patch}.`,
          );
        }
        images.push(patch ? cropCentre(image, patch) : image);
      }
      const bar = progressBar('tap');
      try {
        const layers = flags.layers.split(',').map((layer) => layer.trim());
        const features = await tap(network, layers, images, { batch, onProgress: bar });
        await writeNpz(out, features);
        const shapes = Object.entries(features).map(
          ([layer, { rows, columns }]) => `${layer} ${rows} x ${columns}`,
        );
        console.log(`${out}: ${shapes.join(', ')}`);
      } finally {
        bar.end();
      }
    });
}

function wholeNumber(option: string, text: string, least: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < least) {
    throw new InputError(`${option} must be a whole number of at least ${least}, not ${text}.`);
  }
  return value;
}
