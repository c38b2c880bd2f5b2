import type { Command } from 'commander';

export function addFetch(program: Command): void {
  program.command('fetch').description('Not written yet.');
}
