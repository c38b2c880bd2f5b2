import { constants } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import type { ClaimRecord } from '@ddr-lab/book/claims/claim-record';
import type { RunResult } from '@ddr-lab/book/run';
import type { studies } from '../../src/studies/studies';

interface RunWords {
  out?: string;
  inPlace?: boolean;
  check?: boolean;
  photographs?: boolean;
  set: string[];
  style?: string;
  latex?: string;
  timeout?: string;
  jobs?: string;
  open?: boolean;
}

export function addRun(program: Command): void {
  const command = program
    .command('run')
    .description('Execute notebooks and make the HTML book and claims.json.')
    .argument(
      '[notebook...]',
      'path of a notebook, the beginning of the name of one in notebooks/, or a study (default: all of notebooks/, by name)',
    )
    .option(
      '--out <folder>',
      'where the executed notebooks, the book and claims.json go (default: out/ in the project, with --photographs out/photographs/)',
    )
    .option('--in-place', 'also write each notebook that ran to its end back to its own file (default: no)')
    .option(
      '--check',
      'hold the claims against the committed ones (notebooks/claims.json); fail where one is worse (default: no)',
    )
    .option(
      '--photographs',
      "run on the data root's photographs, and keep the claims in notebooks/claims-photographs.json (default: no)",
    )
    .option(
      '--set <name=value>',
      'another value for a parameter of the notebooks, of the type of its default; may be given several times (default: as the notebooks have them)',
      (word: string, before: string[]) => [...before, word],
      [],
    )
    .option(
      '--style <name>',
      "lay figures out for a paper: cvpr, ieee, nature, or a JSON file with a style of yours; they go to the output folder's figures/ (default: DDR_STYLE, else as the notebooks say)",
    )
    .option(
      '--latex <file>',
      "also write the claims' numbers as LaTeX commands, as `ddr claims --latex` does (default: no)",
    )
    .option('--timeout <seconds>', 'the longest that one cell may take, in seconds (default: 3600)')
    .option(
      '--jobs <n>',
      'how many notebooks to execute at once (default: one a core, as far as memory allows, at most 4)',
    )
    .option('--open', 'open the book in the browser when it is ready (default: no)')
    .action(runCommand);
  // The studies are files of their own, which no other command's help needs.
  program.hook('preSubcommand', async (_, called) => {
    if (called !== command) return;
    const { studies } = await import('../../src/studies/studies');
    command.addHelpText('after', moreHelp(studies));
  });
}

const moreHelp = (all: typeof studies): string => `
A cell that throws or does not compile, a rejected promise that nobody handles, a kernel that ends and a
cell that does not end in time each fail the run: the others still run, the book shows what failed, and the
exit status is 1. With --check a verdict that fell, a claim that is no longer checked, and (where no notebook
is named) a notebook of the committed record that was not run fail it, too. With --in-place, the committed
claims and the tables in README.md and docs/claims.md are renewed. --photographs needs the set bsds500/val;
notebooks, figures/ and notebooks/claims.json stay as they are, and the tables get the verdicts on photographs.
--set count=40 runs with another value of what the cell tagged "parameters" declares; a list's values are joined by
commas. Results go to out/set/count=40/, nothing that is committed changes, and \`ddr compare\` sets two such runs
side by side. A name that a notebook does not have is answered by those that it has.
Bad input (no such notebook, not for a TypeScript kernel) ends with
status 2, Ctrl-C with 130.

Studies:
${all.map(({ name, notebook, question }) => `  ${name.padEnd(15)} ${notebook.split('-')[0]}: ${question}`).join('\n')}

Examples:
  $ ddr run 03 --out /tmp/book --open
  $ ddr run 03 --set count=40 --set degradations=clean,jpeg30`;

async function runCommand(words: string[], options: RunWords): Promise<void> {
  const began = performance.now();
  const timeout = secondsOf(options.timeout);
  const jobs = jobsOf(options.jobs);
  const { photographsRoot } = await import('../../src/analysis/test-set');
  const { runNotebooks } = await import('@ddr-lab/book/run');
  const { selectNotebooks } = await import('@ddr-lab/book/select');
  const { RunDisplay } = await import('@ddr-lab/book/terminal');
  if (options.photographs && (options.inPlace || options.check)) {
    const other = options.inPlace ? '--in-place' : '--check';
    throw new InputError(
      `--photographs together with ${other}: what is committed in notebooks and claims.json is of scenes. Leave one of them out.`,
    );
  }
  const other = options.inPlace ? '--in-place' : options.check ? '--check' : '--photographs';
  if (options.set.length > 0 && (options.inPlace || options.check || options.photographs)) {
    throw new InputError(
      `--set together with ${other}: what is committed is of the parameters as they stand in the notebooks. Leave one of them out.`,
    );
  }
  if (options.style !== undefined && options.inPlace) {
    throw new InputError(
      "--style together with --in-place: committed notebooks are in no paper's style. Leave one of them out.",
    );
  }
  const style = options.style === undefined ? undefined : await checkedStyle(options.style);
  const latex = options.latex === undefined ? undefined : path.resolve(options.latex);
  const { notebookOf } = await import('../../src/studies/studies');
  const files = await selectNotebooks(words.map(notebookOf));
  const out = options.out === undefined ? undefined : path.resolve(options.out);
  // Read before the run: a damaged record is told at once, and --in-place writes it anew.
  const { COMMITTED, readClaimsFile } = await import('@ddr-lab/book/claims/committed');
  const committed = options.check || options.inPlace ? await readClaimsFile(COMMITTED) : [];
  const photographs = options.photographs ? { root: await photographsRoot() } : undefined;
  const display = new RunDisplay();
  const stopped = stopOnSignal();
  try {
    const result = await runNotebooks(files, {
      out,
      inPlace: options.inPlace,
      photographs,
      set: options.set,
      style,
      timeout,
      jobs,
      signal: stopped.signal,
      onProgress: (progress) => display.onProgress(progress),
      onNotebook: (run) => display.onNotebook(run),
    });
    display.end();
    const { countVerdicts } = await import('@ddr-lab/book/claims/claim-record');
    const { inWords } = await import('@ddr-lab/book/pages/html');
    const failed = result.runs.filter((run) => run.failure).length;
    const took = inWords((performance.now() - began) / 1000);
    const verdicts = countVerdicts(result.runs.flatMap((run) => run.claims));
    if (verdicts) process.stdout.write(`Claims: ${verdicts}\n`);
    const count = failed > 0 ? `${failed} of ${files.length} notebooks failed` : plural(files.length);
    process.stdout.write(`${count} (${took}). The book: ${result.index}\n`);
    if (style !== undefined) process.stdout.write(`The figures: ${result.figures}\n`);
    if (latex !== undefined) {
      const { writeClaimMacros } = await import('@ddr-lab/book/claims/latex');
      const prefix = options.photographs ? 'photographs' : undefined;
      await writeClaimMacros(latex, result.claims, { prefix });
      process.stdout.write(`The claims in LaTeX: ${latex}\n`);
    }
    if (options.open) await openInBrowser(result.index);
    const worse = options.check ? await checkClaims(result, committed, words.length === 0) : 0;
    if (failed > 0 || worse > 0) process.exitCode = 1;
  } catch (error) {
    display.end();
    if (!stopped.signal.aborted) throw error;
    process.stderr.write('ddr: stopped; notebooks that had ended are in the output folder.\n');
    process.exitCode = 128 + constants.signals[stopped.signal.reason as NodeJS.Signals];
  } finally {
    stopped.forget();
  }
}

/** Prints what is worse than in the committed record, and what is new; the number of the former. */
async function checkClaims(
  { runs }: RunResult,
  committed: readonly ClaimRecord[],
  all: boolean,
): Promise<number> {
  const { compareClaims } = await import('@ddr-lab/book/claims/compare');
  const { eachCheck } = await import('@ddr-lab/book/claims/claim-record');
  const names = (failed: boolean): string[] =>
    runs.filter((run) => Boolean(run.failure) === failed).map(({ name }) => name);
  const claims = runs.flatMap((run) => run.claims);
  // Where notebooks are named, nothing is asked of the others.
  const expected = eachCheck(committed).filter(
    ({ notebook }) => all || runs.some(({ name }) => name === notebook),
  );
  const { worse, news } = compareClaims(expected, claims, { ran: names(false), failed: names(true) });
  for (const text of news) process.stdout.write(`News beside the committed claims: ${text}.\n`);
  for (const text of worse) process.stdout.write(`WORSE than committed: ${text}.\n`);
  if (worse.length + news.length > 0) {
    process.stdout.write('Where that is right, `ddr run --in-place` renews the committed claims.\n');
  } else {
    process.stdout.write('The claims are as committed.\n');
  }
  return worse.length;
}

/** The style's name, or its file where kernels in another folder find it. */
async function checkedStyle(word: string): Promise<string> {
  const { styleFrom } = await import('../../src/charts/style');
  return typeof styleFrom(word) === 'string' ? word : path.resolve(word);
}

function plural(notebooks: number): string {
  return notebooks === 1 ? '1 notebook ran to its end' : `All ${notebooks} notebooks ran to their end`;
}

function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (!(seconds > 0) || !Number.isFinite(seconds)) {
    throw new InputError(`--timeout ${text}: give a positive number of seconds.`);
  }
  return seconds;
}

function jobsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const jobs = Number(text);
  if (!Number.isInteger(jobs) || jobs < 1) {
    throw new InputError(`--jobs ${text}: give a whole number of notebooks from 1.`);
  }
  return jobs;
}

/** Aborts at the first Ctrl-C (or SIGTERM, SIGHUP), with the signal's name as the reason. */
function stopOnSignal(): { signal: AbortSignal; forget: () => void } {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const stop = (name: NodeJS.Signals): void => controller.abort(name);
  for (const name of names) process.on(name, stop);
  return { signal: controller.signal, forget: () => names.forEach((name) => process.off(name, stop)) };
}

async function openInBrowser(file: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const opener = { darwin: 'open', win32: 'explorer' }[process.platform as string] ?? 'xdg-open';
  const child = spawn(opener, [file], { detached: true, stdio: 'ignore' });
  child.on('error', () => process.stderr.write(`ddr: ${opener} is not there; open ${file} yourself.\n`));
  child.unref();
}
