import path from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { progressBar } from '../progress-bar';
import { makeFolder, resultFiles } from '../result-files';
import { naming } from '../naming';

interface DenoiseWords {
  sigma: number;
  out: string;
}

export function addDenoise(program: Command): void {
  program
    .command('denoise')
    .description('Removes noise from images by a classical method.')
    .argument('<images...>', 'images (PNG, JPEG, BMP, WebP or TIFF)')
    .addOption(
      new Option('--method <name>', 'bm3d: block matching and 3-D filtering (Dabov et al. 2007)')
        .choices(['bm3d'])
        .default('bm3d'),
    )
    .requiredOption(
      '--sigma <levels>',
      'standard deviation of the noise in 8-bit levels, 0 to 255 (that of the preset noise20 is 20)',
      parseSigma,
    )
    .requiredOption('--out <folder>', 'where the results go, as NAME.png (8 bits); made where it is missing')
    .addHelpText(
      'after',
      `
Colour is filtered as CBM3D does; an image whose three channels are equal is filtered as one grey channel.
All images are read before the first is filtered, so that a bad one costs no time.

Examples:
  ddr degrade --preset noise20 photo.png noisy.png
  ddr denoise noisy.png --method bm3d --sigma 20 --out denoised`,
    )
    .action(denoise);
}

async function denoise(files: string[], { sigma, out }: DenoiseWords): Promise<void> {
  const { readImage, writeImage } = await import('@ddr-lab/images/io');
  const { bm3d } = await import('@ddr-lab/bm3d/bm3d');
  const { requireFilterable } = await import('@ddr-lab/bm3d/bm3d');
  const targets = resultFiles(files, out);
  for (const file of files) {
    await naming(file, async () => requireFilterable(await readImage(file), { sigma }));
  }
  await makeFolder(out);
  for (const [i, file] of files.entries()) {
    const bar = progressBar(path.basename(file));
    try {
      const image = await readImage(file);
      await writeImage(await naming(file, () => bm3d(image, { sigma, onProgress: bar })), targets[i]);
    } finally {
      bar.end();
    }
    process.stdout.write(`${targets[i]}\n`);
  }
}

function parseSigma(text: string): number {
  const sigma = text.trim() === '' ? NaN : Number(text);
  if (sigma >= 0 && sigma <= 255) return sigma;
  throw new InvalidArgumentError('It must be a number from 0 to 255.');
}
