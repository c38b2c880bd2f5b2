import { InputError } from '@ddr-lab/base/errors';
import type { Command } from 'commander';
import { knownPresets } from '../../src/degradations/presets';
import { parseWhole } from './whole';

export function addDegrade(program: Command): void {
  program
    .command('degrade')
    .description('Degrades an image by a named preset, or by a network that has learnt to degrade.')
    .argument('<in>', 'an image (PNG, JPEG, BMP, WebP or TIFF)')
    .argument('<out>', 'the file to write, .png (lossless, 8 bits) or .jpg')
    .option(
      '--preset <name>',
      'what to do: one of the presets below, or several joined by +; model:NAME is a network',
    )
    .option(
      '--model <file>',
      'a network that degrades: its weight file, or the name of one that ships (dsgan)',
    )
    .option('--seed <number>', 'seed of all that is random: the same seed, the same image', parseWhole, 0)
    .addHelpText('after', () => `\nPresets (N is any number):\n${listPresets()}\n\n${examples}`)
    .action(async (input: string, output: string, options: DegradeFlags) => {
      const { degrade } = await import('../../src/degradations/presets');
      const { checkpoint } = await import('../../src/analysis/checkpoint');
      const { degradationChain } = await import('../../src/networks/degradation-chain');
      const { readImage, writeImage } = await import('@ddr-lab/images/io');
      const degradation = await degradationChain(chainOf(options), checkpoint);
      const degraded = await degrade(await readImage(input), degradation, { seed: options.seed });
      await writeImage(degraded, output);
    });
}

interface DegradeFlags {
  readonly preset?: string;
  readonly model?: string;
  readonly seed: number;
}

function chainOf({ preset, model }: DegradeFlags): string {
  if (preset !== undefined && model !== undefined) {
    throw new InputError(
      `--preset or --model, not both: in a chain a network is model:NAME, as in --preset ${preset}+model:${model}.`,
    );
  }
  if (model !== undefined) return `model:${model}`;
  if (preset !== undefined) return preset;
  throw new InputError('Say what to do: --preset NAME, or --model FILE.');
}

function listPresets(): string {
  return knownPresets.map(({ name, description }) => `  ${name.padEnd(10)} ${description}`).join('\n');
}

const examples = `Examples:
  ddr degrade --preset blur4 photo.png blurred.png
  ddr degrade --preset bicubic4+noise20 --seed 7 photo.png small-and-noisy.png
  ddr degrade --model dsgan small.png as-if-blurred-and-noisy.png
  ddr degrade --preset bicubic4+model:dsgan photo.png small-and-as-if-degraded.png`;
