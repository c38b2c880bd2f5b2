import type { Command } from 'commander';

export function addNiqe(program: Command): void {
  program
    .command('niqe')
    .description(
      'Naturalness of images without a reference (NIQE, Mittal et al. 2013): smaller is better, no unit. ' +
        'Fitted to other photographs than the published one: compare its values with each other only.',
    )
    .argument('<files...>', 'images of at least 192 x 96 pixels (PNG, JPEG, BMP, WebP or TIFF)')
    .addHelpText(
      'after',
      '\nOf several files each line begins with the name of one, and the last gives the mean.\n\n' +
        'Examples:\n  ddr niqe restored.png\n  ddr niqe bicubic.png srresnet.png srgan.png',
    )
    .action(async (files: string[]) => {
      const { InputError } = await import('@ddr-lab/base/errors');
      const { readImage } = await import('@ddr-lab/images/io');
      const { niqe } = await import('@ddr-lab/quality/niqe');
      let sum = 0;
      for (const file of files) {
        const image = await readImage(file);
        let value: number;
        try {
          value = niqe(image);
        } catch (error) {
          if (error instanceof InputError) throw new InputError(`${file}: ${error.message}`);
          throw error;
        }
        sum += value;
        console.log(files.length > 1 ? `${file}\t${value}` : String(value));
      }
      if (files.length > 1) console.log(`mean\t${sum / files.length}`);
    });
}
