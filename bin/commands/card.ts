import { existsSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import { forTerminal } from '../for-terminal';
import { addNetworkFlags, networkOptions, weightKinds } from '../network-flags';
import { progressBar } from '../progress-bar';
import { wholeNumber } from '../words';

interface CardFlags {
  all?: boolean;
  again?: boolean;
  measure: boolean;
  images?: string;
  runs?: string;
  out?: string;
}

export function addCard(program: Command): void {
  const command = program
    .command('card')
    .description('measure networks, and write their cards: of those in checkpoints/, and of any weight file')
    .argument(
      '[name...]',
      `networks, by the names of their weight files in checkpoints/, or any weight files (${weightKinds})`,
    )
    .addOption(new Option('--all', 'all networks of checkpoints/').default(false))
    .option('--again', 'measure anew what has been measured before (default: only what lacks)')
    .option('--no-measure', 'measure nothing: cards and tables from what is known')
    .option('--out <card.md>', "the card of a weight file (default: beside it, by the file's name)")
    .option('--images <dir|set>', 'measure a weight file on these HR images (default: the sets named below)')
    .option('--runs <n>', 't-SNE runs for the card of a weight file (default: 5)');
  addNetworkFlags(command)
    .addHelpText(
      'after',
      `
Measures PSNR (dB) and SSIM against bicubic on set5, set14 and bsds500/val, and CHI at the last block on photographs and
on the embedded scenes; where the data root lacks a set, what was measured on it earlier stays. Measurements are kept
in checkpoints/measured.json, cards are checkpoints/NAME.md with a chart of the training, NAME.svg.
A weight file from elsewhere is measured the same way at its own scale; its card is Markdown beside it. A file that is there and
is no such card is never replaced.

Example:
  ddr card srresnet-wgr srresnet-wogr
  ddr card net_g_latest.pth --images photos`,
    )
    .action(cardCommand);
}

async function cardCommand(given: string[], flags: CardFlags): Promise<void> {
  const { all } = flags;
  const { networkNames } = await import('../../src/cards/files');
  const known = await networkNames();
  if (!all && given.length === 0) throw new InputError('Name networks, or all of them with --all.');
  const names = given.filter((one) => known.includes(one));
  const files = [...new Set(given.filter((one) => !known.includes(one)))];
  const foreign = files.find((file) => !existsSync(file));
  if (foreign !== undefined) {
    const place = /[./\\]/.test(foreign) ? foreign : `checkpoints/${foreign}.safetensors`;
    throw new InputError(`${place}: no such file. There are: ${known.join(', ') || 'none'}.`);
  }
  checkFlags(files, { ...flags, named: all === true || names.length > 0 });
  for (const file of files) await cardOfFile(file, flags);
  if (all || names.length > 0) await cardsByName(all ? known : [...new Set(names)], flags);
}

/** Flags that would be of no use are refused. */
function checkFlags(files: readonly string[], flags: CardFlags & { named: boolean }): void {
  const { images, runs, out, again, measure, named } = flags;
  const told =
    [images, runs, out].some((word) => word !== undefined) || Object.keys(networkOptions(flags)).length > 0;
  if (told && (named || files.length === 0)) {
    throw new InputError(
      '--images, --runs, --out and what tells of a network are for weight files alone, not for names.',
    );
  }
  if (out !== undefined && files.length > 1)
    throw new InputError('--out is for one weight file, not for several.');
  if ((again || !measure) && files.length > 0) {
    throw new InputError('--again and --no-measure are for names alone: a weight file is always measured.');
  }
}

/** The card of any weight file, beside it. */
async function cardOfFile(file: string, flags: CardFlags): Promise<void> {
  const { runs, out } = flags;
  const options = {
    network: networkOptions(flags),
    ...(runs === undefined ? {} : { runs: wholeNumber('--runs', runs, 1) }),
    ...(out === undefined ? {} : { out }),
  };
  const { openSet } = await import('../../src/images/sets/open');
  const { writeFileCard } = await import('../../src/cards/file-card');
  const images = flags.images === undefined ? undefined : await openSet(flags.images);
  const bar = progressBar('card');
  const written = await writeFileCard(file, { ...options, images, onProgress: bar }).finally(() => bar.end());
  console.log(forTerminal(written));
}

/** Cards of networks of checkpoints/, and the tables there. */
async function cardsByName(
  names: readonly string[],
  { again, measure: measuring }: CardFlags,
): Promise<void> {
  const { writeCard, writeOverview } = await import('../../src/cards/files');
  const { listRecipes } = await import('../../src/methods/recipes');
  const onMessage = (message: string): void => void process.stderr.write(`${message}\n`);
  const { closeChromium } = await import('@ddr-lab/charts/chromium');
  const { readMeasured } = await import('../../src/cards/record');
  try {
    for (const name of names) {
      if (measuring) await measureOne(name, again);
      await writeCard(name, await readMeasured(), { onMessage });
      process.stdout.write(`checkpoints/${name}.md\n`);
    }
    await writeOverview(await readMeasured(), {
      onMessage,
      order: listRecipes().map(({ name }) => name),
    });
    process.stdout.write('checkpoints/README.md\n');
  } finally {
    await closeChromium();
  }
}

/** Measures what lacks of one network and keeps it at once, so that an interrupt loses one network at most. */
async function measureOne(name: string, again?: boolean): Promise<void> {
  const { checkpoint } = await import('../../src/analysis/checkpoint');
  const { measure, measureEvolution } = await import('../../src/cards/measure');
  const { readMeasured, writeMeasured } = await import('../../src/cards/record');
  const before = (await readMeasured())[name];
  const bar = progressBar(name);
  const network = await checkpoint(name);
  try {
    const rows = await measure(network, before, { again, onProgress: bar });
    const evolution = await measureEvolution(name, before?.evolution, { again, onProgress: bar });
    await writeMeasured({ ...(await readMeasured()), [name]: { ...rows, evolution } });
  } finally {
    bar.end();
    network.model.dispose();
  }
}
