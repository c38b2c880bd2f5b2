import { InputError } from '@ddr-lab/base/errors';
import type { Command } from 'commander';
import type { Clip } from '@ddr-lab/images/clip';
import type { knownPresets } from '../../src/degradations/presets';
import { parseWhole } from './whole';

export function addDegrade(program: Command): void {
  const command = program
    .command('degrade')
    .description('Degrades an image by a named preset, or by a network that has learnt to degrade.')
    .argument(
      '<in>',
      'an image (PNG, JPEG, BMP, WebP or TIFF), or a clip: a folder of frames, a GIF, WebP or PNG that moves, a video where ffmpeg is',
    )
    .argument(
      '<out>',
      'the file to write, .png (lossless, 8 bits) or .jpg; of a clip .webp (lossless), .gif, or a folder of frames (no ending)',
    )
    .option(
      '--preset <name>',
      'what to do: one of the presets below, or several joined by +; model:NAME is a network',
    )
    .option(
      '--model <file>',
      'a network that degrades: its weight file, or the name of one that ships (dsgan)',
    )
    .option('--mask <file>', 'also write where rain or snow covers the image: white there, black elsewhere')
    .option('--seed <number>', 'seed of all that is random: the same seed, the same image', parseWhole, 0)
    .action(async (input: string, output: string, options: DegradeFlags) => {
      const { degrade, degradeWithMask } = await import('../../src/degradations/presets');
      const { checkpoint } = await import('../../src/analysis/checkpoint');
      const { degradationChain } = await import('../../src/networks/degradation-chain');
      const { readImage, writeImage } = await import('@ddr-lab/images/io');
      const { seed } = options;
      const clip = await clipIn(input);
      if (clip) {
        if (options.mask !== undefined) {
          throw new InputError(
            `--mask is written of images; ${input} is a clip of ${clip.frames.length} frames.`,
          );
        }
        const { degradeClip } = await import('../../src/degradations/clip');
        const { writeClip } = await import('@ddr-lab/images/clips/write-clip');
        const chain = await degradationChain(chainOf(options), checkpoint);
        await writeClip(await degradeClip(clip, chain, { seed }), output);
        return;
      }
      if (options.mask !== undefined) {
        if (options.model !== undefined)
          throw new InputError('--mask is of rain and snow, which --model does not know.');
        const { createImage } = await import('@ddr-lab/images/image');
        const { image, mask } = await degradeWithMask(await readImage(input), chainOf(options), { seed });
        const { height, width } = image;
        const shown = Float32Array.from({ length: 3 * mask.length }, (_, i) => mask[Math.floor(i / 3)]);
        await writeImage(createImage(height, width, shown), options.mask);
        await writeImage(image, output);
        return;
      }
      const degradation = await degradationChain(chainOf(options), checkpoint);
      const degraded = await degrade(await readImage(input), degradation, { seed });
      await writeImage(degraded, output);
    });
  // The degradations are many files, which no other command's help needs.
  program.hook('preSubcommand', async (_, called) => {
    if (called !== command) return;
    const { knownPresets } = await import('../../src/degradations/presets');
    command.addHelpText('after', `\nPresets (N is any number):\n${listPresets(knownPresets)}\n\n${examples}`);
  });
}

/** A clip where there is more than one frame; an image is opened as one. */
async function clipIn(input: string): Promise<Clip | undefined> {
  const { holdsClip } = await import('@ddr-lab/images/clips/holds-clip');
  if (!(await holdsClip(input))) return undefined;
  const { openClip } = await import('@ddr-lab/images/clips/open-clip');
  return openClip(input);
}

interface DegradeFlags {
  readonly preset?: string;
  readonly model?: string;
  readonly mask?: string;
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

function listPresets(all: typeof knownPresets): string {
  return all.map(({ name, description }) => `  ${name.padEnd(10)} ${description}`).join('\n');
}

const examples = `Examples:
  ddr degrade --preset blur4 photo.png blurred.png
  ddr degrade --preset bicubic4+noise20 --seed 7 photo.png small-and-noisy.png
  ddr degrade --preset rain-medium --mask covered.png photo.png rainy.png
  ddr degrade --preset noise20 holiday.gif noisy.webp
  ddr degrade --model pdm photo.png small-blurred-and-noisy.png
  ddr degrade --model dsgan small.png as-if-blurred-and-noisy.png
  ddr degrade --preset bicubic4+model:dsgan photo.png small-and-as-if-degraded.png`;
