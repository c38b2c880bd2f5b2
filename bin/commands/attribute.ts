import type { Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import type { ImportOptions } from '../../src/networks/import/recognised';
import type { LayersNetwork } from '../../src/networks/tappable';
import { naming } from '../naming';
import { addNetworkFlags, networkOptions } from '../network-flags';
import { oneOf, wholeNumber } from '../words';
import { addPixelMethods } from './attribute-pixels';

/** `ddr attribute`: where a result comes from, among pixels (lam, occlusion ...) and among filters (faig). */
export function addAttribute(program: Command): void {
  const command = program
    .command('attribute')
    .description('say which pixels or which filters a result comes from');
  addFaig(command);
  // The methods are loaded only when the command is called, since gradients are a lot to load.
  program.hook('preSubcommand', async (_, called) => {
    if (called === command) await addPixelMethods(command);
  });
}

interface FaigFlags {
  baseline: string;
  target: string;
  images: string;
  degradation: string;
  against: string;
  steps: string;
  count: string;
  size: string;
  downsampling: string;
  seed: string;
}

function addFaig(parent: Command): void {
  const command = parent
    .command('faig')
    .description('discriminative filters: which kernels remove one degradation and not another')
    .requiredOption(
      '--baseline <file>',
      'network that cannot remove degradations: weights of an architecture known here (.pth, .safetensors ...)',
    )
    .requiredOption('--target <file>', 'network that was fine-tuned from it and can')
    .requiredOption('--images <dir|set>', 'folder of HR images, or a data set by name')
    .requiredOption('--degradation <preset>', 'what the filters are for: blur2, noise25.5 ...')
    .requiredOption('--against <preset>', 'what they are not for')
    .option('--steps <n>', "steps of the path between the networks' weights", '100')
    .option('--count <n>', 'images', '14')
    .option('--size <pixels>', 'larger HR images are cut to their middle of at most this side', '256')
    .option(
      '--downsampling <bicubic|mean>',
      "how LR images are made: bicubic (MATLAB's), or mean (of 2 x 2 pixels at x2, as the published code does)",
      'bicubic',
    )
    .option('--seed <n>', 'seed of noise', '0');
  addNetworkFlags(command)
    .argument('<out.npz>', 'NumPy archive to write: one float64 array a layer, kernels as out x in')
    .addHelpText(
      'after',
      `
A kernel's number is its score under --degradation less that under --against, summed over the images: the largest are the filters for the
first. Prints one line of JSON: how many kernels there are, and the ten best.

Example:
  ddr attribute faig --baseline checkpoints/faig-srresnet-baseline.safetensors --target checkpoints/faig-srresnet-target.safetensors \\
    --images photos --degradation blur2 --against noise25.5 faig.npz`,
    )
    .action(faigCommand);
}

async function faigCommand(out: string, flags: FaigFlags): Promise<void> {
  const steps = wholeNumber('--steps', flags.steps, 1);
  const count = wholeNumber('--count', flags.count, 1);
  const size = wholeNumber('--size', flags.size, 16);
  const seed = wholeNumber('--seed', flags.seed, 0);
  const downsampling = oneOf('--downsampling', flags.downsampling, ['bicubic', 'mean'] as const);
  const options = networkOptions(flags);
  if (!out.endsWith('.npz')) throw new InputError(`${out}: the scores are written as a .npz file.`);
  const { parsePreset } = await import('../../src/degradations/presets');
  for (const preset of [flags.degradation, flags.against]) parsePreset(preset);
  const { responseOf } = await import('../../src/networks/import/response');
  const { openSet } = await import('../../src/images/sets/open');
  const { degradedPairs } = await import('../../src/attribution/filters/pairs');
  const { faig } = await import('../../src/attribution/filters/faig');
  const { filterCount, kernelPairs, sumScores, topFilters } =
    await import('../../src/attribution/filters/scores');
  const { writeNpz } = await import('@ddr-lab/base/arrays/npz');
  const { progressBar } = await import('../progress-bar');
  const images = await openSet(flags.images, { count });
  const networks: LayersNetwork[] = [];
  const bar = progressBar('faig');
  try {
    for (const file of [flags.baseline, flags.target]) networks.push(await readPair(file, options));
    const [baseline, target] = networks;
    await naming(`${flags.baseline}, ${flags.target}`, async () => {
      const kernels = kernelPairs({ baseline, target });
      if (
        kernels.every((kernel) => kernel.baseline.value.every((value, i) => value === kernel.target.value[i]))
      )
        throw new InputError('Their kernels are the same: the target must be fine-tuned from the baseline.');
    });
    const scale = (await responseOf(target))?.scale;
    if (scale === undefined) throw new InputError(`${flags.target}: puts out no image to be restored.`);
    const parts = [];
    for (const [at, degradation] of [flags.degradation, flags.against].entries()) {
      const pairs = await degradedPairs(images, { degradation, scale, size, downsampling, seed });
      parts.push(
        await faig.score({ baseline, target }, pairs, {
          steps,
          onProgress: ({ done, total }) =>
            bar({ done: at * total + done, total: 2 * total, note: degradation }),
        }),
      );
    }
    const scores = sumScores(parts, [1, -1]);
    bar.end();
    await writeNpz(
      out,
      Object.fromEntries(
        scores.map(({ layer, outputs, inputs, scores: data }) => [layer, { shape: [outputs, inputs], data }]),
      ),
    );
    process.stdout.write(
      `${JSON.stringify({ kernels: filterCount(scores), top: topFilters(scores, 10) })}\n`,
    );
  } finally {
    bar.end();
    for (const network of networks) network.model.dispose();
  }
}

/** One of a pair of networks, whose weights and gradients are at hand. */
async function readPair(file: string, options: ImportOptions): Promise<LayersNetwork> {
  const { importNetwork } = await import('../../src/networks/import/import-network');
  const { disposeNetwork, isGraphNetwork } = await import('../../src/networks/tappable');
  const network = await importNetwork(file, options);
  if (!isGraphNetwork(network)) return network;
  disposeNetwork(network);
  throw new InputError(
    `${file}: FAIG needs gradients by the weights, and an ONNX model, a tfjs graph or a network behind another range of values can only be run forward. ` +
      'Name weights of an architecture known here (.pth, .safetensors).',
  );
}
