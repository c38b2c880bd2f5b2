import { Option, type Command } from 'commander';
import { InputError } from '../../src/errors';
import { progressBar } from '../progress-bar';

interface CardFlags {
  all?: boolean;
  again?: boolean;
  measure: boolean;
}

export function addCard(program: Command): void {
  program
    .command('card')
    .description('measure networks, and write their cards and the tables of checkpoints/README.md')
    .argument('[name...]', 'networks, by the names of their weight files in checkpoints/')
    .addOption(new Option('--all', 'all networks of checkpoints/').default(false))
    .option('--again', 'measure anew what has been measured before (default: only what lacks)')
    .option('--no-measure', 'measure nothing: cards and tables from what is known')
    .addHelpText(
      'after',
      `
Measures PSNR (dB) and SSIM against bicubic on set5, set14 and bsds500/val, and CHI at the last block on photographs and
on the embedded scenes; where the data root lacks a set, what was measured on it earlier stays. Measurements are kept
in checkpoints/measured.json, cards are checkpoints/NAME.md with a chart of the training, NAME.svg.

Example:
  ddr card srresnet-wgr srresnet-wogr`,
    )
    .action(async (names: string[], { all, again, measure: measuring }: CardFlags) => {
      const { networkNames, writeCard, writeOverview } = await import('../../src/cards/files');
      const { listRecipes } = await import('../../src/training/recipes/recipes');
      const known = await networkNames();
      if (!all && names.length === 0) throw new InputError('Name networks, or all of them with --all.');
      const foreign = names.find((name) => !known.includes(name));
      if (foreign !== undefined) {
        throw new InputError(
          `checkpoints/${foreign}.safetensors: no such file. There are: ${known.join(', ') || 'none'}.`,
        );
      }
      const chosen = all ? known : [...new Set(names)];
      const onMessage = (message: string): void => void process.stderr.write(`${message}\n`);
      const { closeChromium } = await import('../../src/charts/chromium');
      const { readMeasured } = await import('../../src/cards/measured');
      try {
        for (const name of chosen) {
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
    });
}

/** Measures what lacks of one network and keeps it at once, so that an interrupt loses one network at most. */
async function measureOne(name: string, again?: boolean): Promise<void> {
  const { checkpoint } = await import('../../src/analysis/checkpoint');
  const { measure, measureEvolution } = await import('../../src/cards/measure');
  const { readMeasured, writeMeasured } = await import('../../src/cards/measured');
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
