import type { Command } from 'commander';

export function addSsim(program: Command): void {
  program.command('ssim').description('Not written yet.');
}
