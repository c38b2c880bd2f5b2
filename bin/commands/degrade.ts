import type { Command } from 'commander';

export function addDegrade(program: Command): void {
  program.command('degrade').description('Not written yet.');
}
