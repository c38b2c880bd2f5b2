import type { Command } from 'commander';

export function addProject(program: Command): void {
  program.command('project').description('Not written yet.');
}
