import type { Command } from 'commander';

export function addTap(program: Command): void {
  program.command('tap').description('Not written yet.');
}
