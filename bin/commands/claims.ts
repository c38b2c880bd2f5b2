import path from 'node:path';
import type { Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';

interface ClaimsWords {
  json?: boolean;
  latex?: string;
  prefix?: string;
  committed?: boolean;
  photographs?: boolean;
  out?: string;
}

export function addClaims(program: Command): void {
  program
    .command('claims')
    .description("Show the paper's claims: its number, ours, and whether the claim holds.")
    .option(
      '--json',
      'an array of {id, section, text, paper, ours, threshold, verdict, interval, near} (default: a table)',
    )
    .option(
      '--latex <file>',
      'write the numbers and verdicts as LaTeX commands to a file, and print no table',
    )
    .option(
      '--prefix <letters>',
      'what the names of --latex begin with (default: claim, with --photographs photographs)',
    )
    .option('--committed', "the committed record's claims, also where a run's are there (default: no)")
    .option(
      '--photographs',
      'the claims as measured on photographs alone (default: below those on scenes, where there are any)',
    )
    .option('--out <folder>', "the run's output folder (default: out/ in the project)")
    .addHelpText(
      'after',
      `
The claims are those of the last run (claims.json in the output folder), or, where there is none, the committed
ones (notebooks/claims.json, written by \`ddr run --in-place\`). The line above the table says which, on which
images, and by which backend. Behind a number stands its 95 % interval, had other images been drawn; a dagger says
that the verdict changes within it. With --photographs, the claims are those of the last \`ddr run --photographs\`
(notebooks/claims-photographs.json).

The file of --latex has \\claimFourThreeWgrClusters for the claim 4.3-wgr-clusters, and beside it ...Value, ...Low, ...High,
...Paper and ...Verdict (docs/paper.md). \\input it, and a paper's text follows the run.

Examples:
  $ ddr claims --json
  $ ddr claims --latex paper/claims.tex`,
    )
    .action(async ({ json, latex, prefix, committed, photographs, out }: ClaimsWords) => {
      const { findClaims, jsonClaims, sourceWords } = await import('@ddr-lab/book/claims/committed');
      const { claimsTable } = await import('@ddr-lab/book/claims/terminal-table');
      const { bracketWords, claimRows, countBoth, differenceWords } =
        await import('@ddr-lab/book/claims/claim-record');
      const { ON_PHOTOGRAPHS, readClaimsFile } = await import('@ddr-lab/book/claims/committed');
      const folder = out === undefined ? undefined : path.resolve(out);
      const found = await findClaims({ committed, photographs, out: folder });
      if (prefix !== undefined && latex === undefined) {
        throw new InputError('--prefix is of --latex: name a file with --latex.');
      }
      if (latex !== undefined) {
        const { writeClaimMacros } = await import('@ddr-lab/book/claims/latex');
        const start = prefix ?? (photographs ? 'photographs' : undefined);
        await writeClaimMacros(latex, found.claims, { prefix: start });
        // With --json that alone is on standard output.
        (json ? process.stderr : process.stdout).write(`${sourceWords(found)}\nIn LaTeX: ${latex}\n`);
        if (!json) return;
      }
      if (json) {
        process.stdout.write(`${JSON.stringify(jsonClaims(found.claims), null, 2)}\n`);
        return;
      }
      const others = photographs ? [] : await readClaimsFile(ON_PHOTOGRAPHS);
      // Piped, as wide as a page of text.
      const width = process.stdout.columns || 110;
      const words = [
        countBoth(found.claims, others),
        differenceWords(claimRows(found.claims, others)),
        bracketWords([...found.claims, ...others]),
      ];
      const lines = [
        sourceWords(found),
        '',
        claimsTable(found.claims, width, others),
        '',
        ...words.filter(Boolean),
      ];
      process.stdout.write(`${lines.join('\n')}\n`);
    });
}
