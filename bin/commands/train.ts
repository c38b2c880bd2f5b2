import type { Command } from 'commander';

export function addTrain(program: Command): void {
  program.command('train').description('Not written yet.');
}
