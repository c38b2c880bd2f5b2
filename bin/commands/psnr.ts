import type { Command } from 'commander';

export function addPsnr(program: Command): void {
  program.command('psnr').description('Not written yet.');
}
