import path from 'node:path';
import type { Command } from 'commander';

interface ClaimsWords {
  json?: boolean;
  committed?: boolean;
  out?: string;
}

export function addClaims(program: Command): void {
  program
    .command('claims')
    .description("Show the paper's claims: its number, ours, and whether the claim holds.")
    .option('--json', 'an array of {id, section, text, paper, ours, threshold, verdict} (default: a table)')
    .option('--committed', "the committed record's claims, also where a run's are there (default: no)")
    .option('--out <folder>', "the run's output folder (default: out/ in the project)")
    .addHelpText(
      'after',
      `
The claims are those of the last run (claims.json in the output folder), or, where there is none, the committed
ones (notebooks/claims.json, written by \`ddr run --in-place\`). The line above the table says which, on which
images, and by which backend.

Example:
  $ ddr claims --json`,
    )
    .action(async ({ json, committed, out }: ClaimsWords) => {
      const { findClaims, jsonClaims, sourceWords } = await import('../../src/runner/claims/last-run');
      const { claimsTable } = await import('../../src/runner/claims/terminal-table');
      const { countVerdicts } = await import('../../src/runner/claims/claim-record');
      const found = await findClaims({ committed, out: out === undefined ? undefined : path.resolve(out) });
      if (json) {
        process.stdout.write(`${JSON.stringify(jsonClaims(found.claims), null, 2)}\n`);
        return;
      }
      // Piped, as wide as a page of text.
      const width = process.stdout.columns || 110;
      const lines = [
        sourceWords(found),
        '',
        claimsTable(found.claims, width),
        '',
        countVerdicts(found.claims),
      ];
      process.stdout.write(`${lines.join('\n')}.\n`);
    });
}
