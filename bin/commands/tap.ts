import { Option, type Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import type { FeatureView } from '../../src/features/tap';
import type { Image } from '@ddr-lab/images/image';
import type { LayerChoice } from '../../src/reports/open-networks';
import type { ImportedNetwork } from '../../src/networks/import/import-network';
import { forTerminal } from '../for-terminal';
import { addNetworkFlags, networkOptions, weightKinds } from '../network-flags';
import { list, wholeNumber } from '../words';

interface TapFlags {
  weights: string;
  layers: string;
  images: string;
  patch?: string;
  batch: string;
  view: FeatureView;
  projector?: string;
}

export function addTap(program: Command): void {
  const command = program
    .command('tap')
    .description("write a network's features for a folder of images as NumPy arrays")
    .requiredOption('--weights <file>', `weight file of the network (${weightKinds})`)
    .requiredOption(
      '--layers <names>',
      'layers to tap, joined by commas: Conv1, RB1 ... RB16, UP1, UP2, HRConv, Output of SRResNet; auto: five from the first block to the last; last: the last block; all',
    )
    .requiredOption('--images <dir|set>', 'folder of input images, or a data set by name')
    .option(
      '--patch <pixels>',
      'side of the centre patch taken of each image; 0 takes whole images of one size (default: 32, or the one size that a network takes)',
    )
    .addOption(
      new Option(
        '--view <name>',
        'flattened: every number, as in the paper; mean, mean-deviation: each channel over the patch',
      )
        .choices(['flattened', 'mean', 'mean-deviation'])
        .default('flattened'),
    )
    .option(
      '--projector <dir>',
      "also write them for TensorBoard's projector: tensors.tsv, metadata.tsv, sprite.png, projector_config.pbtxt (default: no)",
    )
    .option('--batch <images>', 'images that pass through the network at once', '10');
  addNetworkFlags(command)
    .argument(
      '[out.npz]',
      'NumPy archive to write: one float32 array a layer, images x features (may be left out with --projector)',
    )
    .addHelpText(
      'after',
      `
Images are fed as they are: they are the network's (low-resolution) input. Rows follow the files' names in order;
features are flattened as height x width x channels, or what --view keeps of them: the mean of each channel
over the patch, or all means and then all standard deviations. A layer that does not exist is answered by the names of those that do.

Examples:
  ddr tap --weights checkpoints/srresnet-wgr.safetensors --layers RB1,RB16 --images photos --patch 32 features.npz
  ddr tap --weights net_g_latest.pth --layers auto --images photos features.npz
  ddr tap --weights net_g_latest.pth --layers auto --view mean --images photos --projector logs   # then: tensorboard --logdir logs`,
    )
    .action(tapCommand);
}

async function tapCommand(out: string | undefined, flags: TapFlags): Promise<void> {
  const patch = flags.patch === undefined ? undefined : wholeNumber('--patch', flags.patch, 0);
  const batch = wholeNumber('--batch', flags.batch, 1);
  const options = networkOptions(flags);
  if (out === undefined && flags.projector === undefined) {
    throw new InputError('Name the .npz file to write, or a folder for the projector (--projector).');
  }
  if (out !== undefined && !out.endsWith('.npz')) {
    throw new InputError(`${out}: the features are written as a .npz file.`);
  }
  const { importNetwork } = await import('../../src/networks/import/import-network');
  const { disposeNetwork } = await import('../../src/networks/tappable');
  const { tap } = await import('../../src/features/tap');
  const { writeNpz } = await import('@ddr-lab/base/arrays/npz');
  const { progressBar } = await import('../progress-bar');
  const network = await importNetwork(flags.weights, options);
  const { warning, assumed } = network.metadata;
  for (const note of [assumed && `what the file does not say was assumed: ${assumed}`, warning]) {
    if (note !== undefined) process.stderr.write(`ddr: ${forTerminal(`${flags.weights}: ${note}`)}\n`);
  }
  const bar = progressBar('tap');
  try {
    const layers = await layersOf(network, flags);
    const { images, names } = await imagesFor(network, flags.images, patch);
    const features = await tap(network, layers, images, { batch, view: flags.view, onProgress: bar });
    const shapes = Object.entries(features).map(
      ([layer, { rows, columns }]) => `${layer} ${rows} x ${columns}`,
    );
    if (out !== undefined) {
      await writeNpz(out, features);
      console.log(forTerminal(`${out}: ${shapes.join(', ')}`));
    }
    if (flags.projector !== undefined) {
      const { writeProjector } = await import('../../src/features/projector');
      const rows = names.map((image) => ({ image }));
      const files = await writeProjector(flags.projector, features, { rows, images });
      console.log(forTerminal(`${files[files.length - 1]}: ${shapes.join(', ')}`));
    }
  } finally {
    bar.end();
    disposeNetwork(network);
  }
}

/** Names as they are, since layers can be tapped that are not listed; `auto`, `last` and `all` choose of those that are. */
async function layersOf(network: ImportedNetwork, { weights, layers }: TapFlags): Promise<string[]> {
  const { chooseLayers } = await import('../../src/reports/open-networks');
  const choose = (choice: LayerChoice): string[] => chooseLayers([{ file: weights, network }], choice)[0];
  if (layers === 'auto' || layers === 'all') return choose(layers);
  return list(layers).flatMap((layer) => (layer === 'last' ? choose([layer]) : [layer]));
}

/** The images' middles, or the images as they are, and what they are called. */
async function imagesFor(
  network: ImportedNetwork,
  name: string,
  patch: number | undefined,
): Promise<{ images: Image[]; names: string[] }> {
  const { openSet } = await import('../../src/images/sets/open');
  const { cropCentre } = await import('@ddr-lab/images/crop');
  const { isGraphNetwork } = await import('../../src/networks/tappable');
  const only = isGraphNetwork(network) ? network.size : undefined;
  const side = patch ?? 32;
  const { height, width } = (patch === undefined ? only : undefined) ?? { height: side, width: side };
  const set = await openSet(name);
  const images: Image[] = [];
  const names: string[] = [];
  for (let i = 0; i < set.count; i++) {
    const image = await set.read(i);
    if (height > image.height || width > image.width) {
      const wanted =
        patch === undefined && only ? `the ${height} x ${width} that the network takes` : `--patch ${side}`;
      throw new InputError(`${set.label(i)}: ${image.height} x ${image.width} is smaller than ${wanted}.`);
    }
    images.push(patch === 0 ? image : cropCentre(image, { height, width }));
    names.push(set.label(i));
  }
  return { images, names };
}
