import type { Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import { progressBar } from '../progress-bar';
import { parseWhole } from './whole';

interface HalveFlags {
  runs: number;
  snapshots?: boolean;
  from?: string;
}

export function addHalve(program: Command): void {
  program
    .command('halve')
    .description("store networks' weights in half precision, where that leaves their results alone")
    .argument('<name...>', 'networks, by the names of their weight files in checkpoints/')
    .option('--runs <number>', 'runs of t-SNE that CHI is the mean of, 2 to 100', parseWhole, 20)
    .option(
      '--snapshots',
      'instead, put the snapshots of the training into checkpoints/evolution/NAME, in half precision',
    )
    .option(
      '--from <folder>',
      'where the snapshots are, of one network (default: .ddr/training/NAME/snapshots)',
    )
    .addHelpText(
      'after',
      `
CHI at the last block (clean, blur4, noise20; the embedded scenes, and bsds500/val where it is) must change by under 2 %
before t-SNE, and after it by under 2 % or no more than two standard errors; a classifier's accuracy by under 0.1
points; the outputs of degraders and judges by under 1 % of their deviation. Else the weights stay as they are. The weight file records what was found, and \`ddr card\` shows it.

Example:
  ddr halve srresnet-wgr`,
    )
    .action(async (names: string[], { runs, snapshots, from }: HalveFlags) => {
      if (runs < 2 || runs > 100) throw new InputError(`--runs takes 2 to 100, not ${runs}.`);
      if (from !== undefined && !(snapshots && names.length === 1)) {
        throw new InputError('--from goes with --snapshots and a single network.');
      }
      for (const name of names) {
        if (snapshots) await halveSnapshots(name, from);
        else await halveOne(name, runs);
      }
    });
}

async function halveSnapshots(name: string, from?: string): Promise<void> {
  const { keepSnapshots } = await import('../../src/cards/halve');
  for (const file of await keepSnapshots(name, { from })) process.stdout.write(`${file}\n`);
}

async function halveOne(name: string, runs: number): Promise<void> {
  const { outputOf } = await import('../../src/training/places');
  const { halve } = await import('../../src/cards/halve');
  const { halfPrecisionTable } = await import('../../src/cards/results');
  const bar = progressBar(name);
  try {
    const { outcome, comparison } = await halve(outputOf({ name, profile: 'compact' }), {
      runs,
      onProgress: bar,
    });
    bar.end();
    const words = {
      halved: 'stored in half precision',
      kept: 'stays in F32: half precision would change its results',
      already: 'is in half precision already',
    };
    process.stdout.write(`${name}: ${words[outcome]}\n`);
    if (comparison) process.stdout.write(`${halfPrecisionTable(comparison)}\n`);
  } finally {
    bar.end();
  }
}
