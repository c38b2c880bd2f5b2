import type { Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import type { AttributionMethod, Setting } from '../../src/attribution/method';
import type { Tappable } from '../../src/networks/tappable';
import { addNetworkFlags, networkOptions, weightKinds } from '../network-flags';
import { oneOf, plainNumber, wholeNumber } from '../words';

interface PixelFlags {
  weights: string;
  at: string;
  window: string;
  target: string;
  memory: string;
}

/** A method of the list, whose settings are told by their names. */
type AnyMethod = Omit<AttributionMethod<object>, 'settings'> & {
  readonly settings: Readonly<Record<string, Setting<string | number>>>;
};

const targets = ['detail', 'intensity'] as const;

/** A command for each method of the list: `ddr attribute lam`, `ddr attribute occlusion` ...; its settings are flags. */
export async function addPixelMethods(command: Command): Promise<void> {
  const { attributionMethods } = await import('../../src/attribution/methods');
  for (const method of attributionMethods) addMethod(command, method as AnyMethod);
}

function addMethod(parent: Command, method: AnyMethod): void {
  const command = parent
    .command(method.name)
    .description(`${method.title}: ${method.summary}`)
    .requiredOption('--weights <file>', `weight file of the network (${weightKinds})`)
    .requiredOption('--at <x,y>', "the window's upper left corner in the output, column first")
    .option('--window <pixels>', 'side of the window in the output', '16')
    .option(
      `--target <${targets.join('|')}>`,
      "what of the window is attributed: its detail (LAM's objective), or the sum of its samples",
      'detail',
    );
  for (const [name, setting] of Object.entries(method.settings)) addSetting(command, name, setting);
  command.option('--memory <MiB>', 'most memory that the passes may take, about', '512');
  addNetworkFlags(command)
    .argument('<LR.png>', "the network's input")
    .argument(
      '<out.npz>',
      'NumPy archive to write: map (H x W, in [0, 1]) and attribution (H x W x 3, signed)',
    )
    .addHelpText('after', helpOf(method))
    .action((file: string, out: string, flags: PixelFlags) => attribute(method, { file, out, flags }));
}

function addSetting(command: Command, name: string, setting: Setting<string | number>): void {
  const value = setting.words
    ? setting.words.join('|')
    : typeof setting.default === 'number'
      ? 'number'
      : 'name';
  const text = setting.default === '' ? undefined : String(setting.default);
  command.option(`--${name} <${value}>`, setting.about, text);
}

function helpOf({ name, source, gradients }: AnyMethod): string {
  return `
From: ${source}

Prints one line of JSON:
  di         diffusion index, (1 - gini) x 100: how many pixels take part; compare images of one size alone (64 x 64)
  gini       Gini index of the map
  objective  the target's value for the image
  residual   how far the attributions miss the change of the objective along the path, as a share of it; null where
             the method promises nothing of the kind
${gradients ? `\nNetworks from ONNX models and tfjs graphs have no gradients: ddr attribute ${name} refuses them.\n` : ''}
Example:
  ddr attribute ${name} --weights checkpoints/srresnet-wgr.safetensors --at 110,150 lr.png ${name}.npz`;
}

async function attribute(
  method: AnyMethod,
  { file, out, flags }: { readonly file: string; readonly out: string; readonly flags: PixelFlags },
): Promise<void> {
  const corner = flags.at.split(',');
  if (corner.length !== 2)
    throw new InputError(`--at takes a column and a row, such as 110,150, not ${flags.at}.`);
  const [left, top] = corner.map((word) => wholeNumber('--at', word, 0));
  const window = { left, top, size: wholeNumber('--window', flags.window, 1) };
  const kind = oneOf('--target', flags.target, targets);
  const settings = {
    ...settingsFrom(method, flags),
    memory: plainNumber('--memory', flags.memory),
  };
  const options = networkOptions(flags);
  if (!out.endsWith('.npz')) throw new InputError(`${out}: the map is written as a .npz file.`);
  const { importNetwork } = await import('../../src/networks/import/import-network');
  const { disposeNetwork } = await import('../../src/networks/tappable');
  const { readImage } = await import('@ddr-lab/images/io');
  const { writeNpz } = await import('@ddr-lab/base/arrays/npz');
  const { windowDetail, windowIntensity } = await import('../../src/attribution/targets');
  const { gini } = await import('../../src/attribution/diffusion');
  const { progressBar } = await import('../progress-bar');
  const image = await readImage(file);
  const network: Tappable = await importNetwork(flags.weights, options);
  const bar = progressBar(method.name);
  try {
    const target = kind === 'detail' ? windowDetail(window) : windowIntensity(window);
    const found = await naming(`${flags.weights}, ${file}`, Object.keys(settings), () =>
      method.attribute(network, image, target, { ...settings, onProgress: bar }),
    );
    bar.end();
    const { height, width, map, attribution, objective, residual = null } = found;
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

/** Runs `work`. What it says of a setting (`steps is ...`) it says of the flag, and of all else the files are named first. */
async function naming<Result>(
  files: string,
  settings: readonly string[],
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const [first] = error.message.split(' ', 1);
    throw new InputError(settings.includes(first) ? `--${error.message}` : `${files}: ${error.message}`);
  }
}

/** What the flags say of a method's settings; whole numbers, ranges and names are for the method to check. */
function settingsFrom({ settings }: AnyMethod, flags: object): Record<string, string | number> {
  const words = new Map<string, unknown>(Object.entries(flags));
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, setting]): [string, string | number][] => {
      const word = words.get(name);
      if (typeof word !== 'string') return [];
      if (setting.words) return [[name, oneOf(`--${name}`, word, setting.words.map(String))]];
      return [[name, typeof setting.default === 'number' ? plainNumber(`--${name}`, word) : word]];
    }),
  );
}
