import type { Command } from 'commander';
import { progressBar } from '../progress-bar';

export function addDoctor(program: Command): void {
  program
    .command('doctor')
    .description('Look at each part of the set-up: what is here, what is missing, and how to mend it.')
    .option('--json', 'print one JSON array of {name, state, detail, mend}', false)
    .addHelpText(
      'after',
      `
Each part is used, not only looked for: the notebook kernel is started, the backend computes a small
network. Nothing is installed or changed. States: ok; missing (the work needs it; the line below says
how to come by it); optional (not here, and the work goes on without it).
Exit status: 0, or 1 where anything is missing.

Example:
  npx ddr doctor`,
    )
    .action(async ({ json }: { json: boolean }) => {
      const { examine } = await import('../../src/environment/doctor');
      const { report } = await import('../../src/environment/doctor');
      const bar = progressBar('Looking');
      const checks = await examine({ onProgress: bar }).finally(() => bar.end());
      process.stdout.write(`${json ? JSON.stringify(checks, null, 2) : report(checks)}\n`);
      if (checks.some(({ state }) => state === 'missing')) process.exitCode = 1;
    });
}
