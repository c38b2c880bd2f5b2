import type { Command } from 'commander';
import type { QualityOptions } from '../../src/metrics/comparable';
import { addQualityOptions, readPair } from './quality';

export function addSsim(program: Command): void {
  addQualityOptions(program.command('ssim'))
    .description(
      'Structural similarity of two images (1 when they are equal): Wang et al. 2004, 11 x 11 window.',
    )
    .addHelpText('after', '\nExample:\n  ddr ssim restored.png original.png --channel y --border 4')
    .action(async (a: string, b: string, options: QualityOptions) => {
      const { ssim } = await import('../../src/metrics/ssim');
      console.log(ssim(...(await readPair(a, b)), options));
    });
}
