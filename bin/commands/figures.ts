import type { Command } from 'commander';

export function addFigures(program: Command): void {
  program.command('figures').description('Not written yet.');
}
