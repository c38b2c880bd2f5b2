import type { Command } from 'commander';

export function addScore(program: Command): void {
  program.command('score').description('Not written yet.');
}
