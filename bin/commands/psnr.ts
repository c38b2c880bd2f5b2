import type { Command } from 'commander';
import type { QualityOptions } from '../../src/metrics/comparable';
import { addQualityOptions, readPair } from './quality';

export function addPsnr(program: Command): void {
  addQualityOptions(program.command('psnr'))
    .description('Peak signal-to-noise ratio of two images in dB ("Infinity" when they are equal).')
    .addHelpText('after', '\nExample:\n  ddr psnr restored.png original.png --channel y --border 4')
    .action(async (a: string, b: string, options: QualityOptions) => {
      const { psnr } = await import('../../src/metrics/psnr');
      console.log(psnr(...(await readPair(a, b)), options));
    });
}
