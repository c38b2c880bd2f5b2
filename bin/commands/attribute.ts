import type { Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import type { ImportedNetwork } from '../../src/networks/import/import-network';
import type { Network } from '../../src/networks/network';
import { addNetworkFlags, networkOptions, weightKinds } from '../network-flags';
import { oneOf, plainNumber, wholeNumber } from '../words';

/** `ddr attribute`: where a result comes from, among pixels (lam) and among filters (faig). */
export function addAttribute(program: Command): void {
  const command = program
    .command('attribute')
    .description('say which pixels or which filters a result comes from');
  addLam(command);
  addFaig(command);
}

interface LamFlags {
  weights: string;
  at: string;
  window: string;
  sigma: string;
  steps: string;
  rule: string;
  path: string;
  memory: string;
}

function addLam(command: Command): void {
  const lam = command
    .command('lam')
    .description('local attribution map: which input pixels made the detail in a window of the output')
    .requiredOption('--weights <file>', `weight file of the network (${weightKinds})`)
    .requiredOption('--at <x,y>', "the window's upper left corner in the output, column first")
    .option('--window <pixels>', 'side of the window in the output', '16')
    .option('--sigma <pixels>', 'deviation of the blur that the path begins with', '1.2')
    .option('--steps <n>', 'steps of the path', '50')
    .option(
      '--rule <published|trapezoid>',
      "how the path is summed: each step's end, or the mean of both ends",
      'published',
    )
    .option(
      '--path <blur|linear|fading>',
      'ever less blur, mixed with the blurred image, or from black',
      'blur',
    )
    .option('--memory <MiB>', 'most memory that the passes may take, about', '512');
  addNetworkFlags(lam)
    .argument('<LR.png>', "the network's input")
    .argument(
      '<out.npz>',
      'NumPy archive to write: map (H x W, in [0, 1]) and attribution (H x W x 3, signed)',
    )
    .addHelpText(
      'after',
      `
Prints one line of JSON:
  di         diffusion index, (1 - gini) x 100: how many pixels take part; compare images of one size alone (64 x 64)
  gini       Gini index of the map
  objective  sum of the gradient magnitudes in the window
  residual   how far the attributions miss the change of the objective along the path, as a share of it

Networks from ONNX models and tfjs graphs have no gradients: ddr attribute lam refuses them.

Example:
  ddr attribute lam --weights checkpoints/srresnet-wgr.safetensors --at 110,150 lr.png lam.npz`,
    )
    .action(lamCommand);
}

async function lamCommand(file: string, out: string, flags: LamFlags): Promise<void> {
  const corner = flags.at.split(',');
  if (corner.length !== 2)
    throw new InputError(`--at takes a column and a row, such as 110,150, not ${flags.at}.`);
  const [left, top] = corner.map((word) => wholeNumber('--at', word, 0));
  const size = wholeNumber('--window', flags.window, 1);
  const settings = {
    sigma: plainNumber('--sigma', flags.sigma),
    steps: wholeNumber('--steps', flags.steps, 1),
    rule: oneOf('--rule', flags.rule, ['published', 'trapezoid'] as const),
    path: oneOf('--path', flags.path, ['blur', 'linear', 'fading'] as const),
    memory: plainNumber('--memory', flags.memory),
  };
  const options = networkOptions(flags);
  if (!out.endsWith('.npz')) throw new InputError(`${out}: the map is written as a .npz file.`);
  const { importNetwork } = await import('../../src/networks/import/import-network');
  const { disposeNetwork } = await import('../../src/networks/tappable');
  const { readImage } = await import('@ddr-lab/images/io');
  const { writeNpz } = await import('@ddr-lab/base/arrays/npz');
  const { lam } = await import('../../src/attribution/lam');
  const { windowDetail } = await import('../../src/attribution/targets');
  const { gini } = await import('../../src/attribution/diffusion');
  const { progressBar } = await import('../progress-bar');
  const image = await readImage(file);
  const network: ImportedNetwork = await importNetwork(flags.weights, options);
  const bar = progressBar('lam');
  try {
    const found = await lam.attribute(network, image, windowDetail({ left, top, size }), {
      ...settings,
      onProgress: bar,
    });
    bar.end();
    const { height, width, map, attribution, objective, residual } = found;
    await writeNpz(out, {
      map: { shape: [height, width], data: map },
      attribution: { shape: [height, width, 3], data: attribution },
    });
    const index = gini(map);
    process.stdout.write(`${JSON.stringify({ di: (1 - index) * 100, gini: index, objective, residual })}\n`);
  } finally {
    bar.end();
    disposeNetwork(network);
  }
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

function addFaig(command: Command): void {
  command
    .command('faig')
    .description('discriminative filters: which kernels remove one degradation and not another')
    .requiredOption('--baseline <file>', `network that cannot remove degradations (${weightKinds})`)
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
    .option('--seed <n>', 'seed of noise', '0')
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
  if (!out.endsWith('.npz')) throw new InputError(`${out}: the scores are written as a .npz file.`);
  const { parsePreset } = await import('../../src/degradations/presets');
  for (const preset of [flags.degradation, flags.against]) parsePreset(preset);
  const { loadNetwork } = await import('../../src/networks/load-network');
  const { openSet } = await import('../../src/images/sets/open');
  const { degradedPairs } = await import('../../src/attribution/filters/pairs');
  const { faig } = await import('../../src/attribution/filters/faig');
  const { filterCount, sumScores, topFilters } = await import('../../src/attribution/filters/scores');
  const { writeNpz } = await import('@ddr-lab/base/arrays/npz');
  const { progressBar } = await import('../progress-bar');
  const images = await openSet(flags.images, { count });
  const networks: Network[] = [];
  const bar = progressBar('faig');
  try {
    for (const file of [flags.baseline, flags.target]) networks.push(await loadNetwork(file));
    const [baseline, target] = networks;
    const scale = 'scale' in target.spec ? (target.spec.scale ?? 4) : 4;
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
