import type { Command } from 'commander';
import { knownPresets } from '../../src/degradations/presets';
import { parseWhole } from './whole';

export function addDegrade(program: Command): void {
  program
    .command('degrade')
    .description('Degrades an image by a named preset.')
    .argument('<in>', 'an image (PNG, JPEG, BMP, WebP or TIFF)')
    .argument('<out>', 'the file to write, .png (lossless, 8 bits) or .jpg')
    .requiredOption('--preset <name>', 'what to do: one of the presets below, or several joined by +')
    .option('--seed <number>', 'seed of all that is random: the same seed, the same image', parseWhole, 0)
    .addHelpText('after', () => `\nPresets (N is any number):\n${listPresets()}\n\n${examples}`)
    .action(async (input: string, output: string, options: { preset: string; seed: number }) => {
      const { degrade, parsePreset } = await import('../../src/degradations/presets');
      const { readImage, writeImage } = await import('@ddr-lab/images/io');
      const preset = parsePreset(options.preset);
      const degraded = await degrade(await readImage(input), preset, { seed: options.seed });
      await writeImage(degraded, output);
    });
}

function listPresets(): string {
  return knownPresets.map(({ name, description }) => `  ${name.padEnd(10)} ${description}`).join('\n');
}

const examples = `Examples:
  ddr degrade --preset blur4 photo.png blurred.png
  ddr degrade --preset bicubic4+noise20 --seed 7 photo.png small-and-noisy.png`;
