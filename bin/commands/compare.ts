import { readFile, stat } from 'node:fs/promises';
import { constants } from 'node:os';
import path from 'node:path';
import type { Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import type { NamedReport } from '../../src/reports/compare-reports';
import type { NamedClaims } from '../../src/reports/compare-runs';
import { addAnalysisFlags, type AnalysisFlags, analysisOptions } from '../analysis-flags';
import { forTerminal } from '../for-terminal';
import { addNetworkFlags, weightKinds } from '../network-flags';
import { stopOnSignal } from '../stop-on-signal';

interface CompareFlags extends AnalysisFlags {
  out?: string;
  force?: boolean;
  json?: boolean;
}

export function addCompare(program: Command): void {
  const command = program
    .command('compare')
    .description('set two reports, two runs of notebooks or two weight files side by side: what moved')
    .argument(
      '<a>',
      `report.json of ddr analyse, claims.json of ddr run, a folder of either, or weights (${weightKinds})`,
    )
    .argument('<b>', 'the same of the other');
  addAnalysisFlags(command);
  addNetworkFlags(command)
    .option('--out <file.html>', 'the page (default: compare.html, or none with --json)')
    .option('--force', 'write over a file that is no page of this command (default: no)')
    .option('--json', 'print the comparison to standard output as JSON (default: tables)')
    .addHelpText(
      'after',
      `
Reports are compared layer by layer: CHI, WD and BD with their deviation over the seeds of t-SNE, and which moved by
more than twice what these put between two means. Runs are compared claim by claim. Of two weight files, reports are
made first, on the same images: all flags but the last three are for them alone. Reports of other degradations, of
another number of patches or of other layers are not compared; the error says what differs.

Examples:
  ddr compare before/report.json after/report.json
  ddr compare mse.pth gan.pth --images photos --layers RB1,RB16
  ddr compare out out/photographs --json`,
    )
    .action(compareCommand);
}

async function compareCommand(a: string, b: string, flags: CompareFlags, command: Command): Promise<void> {
  const kinds = [await kindOf(a), await kindOf(b)];
  if (kinds[0] !== kinds[1]) {
    throw new InputError(
      `${a} is ${kindWords[kinds[0]]}, ${b} ${kindWords[kinds[1]]}: name two of one kind.`,
    );
  }
  const own = new Set(['out', 'force', 'json']);
  const idle = command.options.find(
    (option) =>
      !own.has(option.attributeName()) && command.getOptionValueSource(option.attributeName()) === 'cli',
  );
  if (kinds[0] !== 'weights' && idle) {
    throw new InputError(`${idle.long}: is for two weight files alone; a report or a run has its settings.`);
  }
  const out = flags.out ?? (flags.json ? undefined : 'compare.html');
  if (out !== undefined) await checkPage(out, flags);
  if (kinds[0] === 'run') await compareRunFiles(a, b, out, flags);
  else if (kinds[0] === 'report') {
    const { readReport } = await import('../../src/reports/read-report');
    const [left, right] = [await readReport(a), await readReport(b)];
    await compareNamed({ name: a, report: left }, { name: b, report: right }, out, flags);
  } else await compareWeights(a, b, out, flags);
}

/** What tells two paths apart: `before` and `after` of before/report.json and after/report.json. */
function shortNames(a: string, b: string): { a: string; b: string } {
  const plain = (name: string): string => name.replace(/(?<=.)\/(report|claims)\.json$/, '');
  const isOneFolder = path.resolve(path.dirname(a)) === path.resolve(path.dirname(b));
  const [left, right] = [a, b].map((name) => path.resolve(isOneFolder ? name : plain(name)).split(path.sep));
  while (left.length > 1 && right.length > 1 && left[0] === right[0]) {
    left.shift();
    right.shift();
  }
  return { a: left.join('/'), b: right.join('/') };
}

type Kind = 'report' | 'run' | 'weights';
const kindWords: Readonly<Record<Kind, string>> = {
  report: 'a report',
  run: 'a run',
  weights: 'a weight file',
};

/** By what is in it: a folder of a report or a run, their JSON, or anything else, which weights may be. */
async function kindOf(place: string): Promise<Kind> {
  const found = await stat(place).catch(() => undefined);
  if (!found) throw new InputError(`${place}: no such file or folder.`);
  if (found.isDirectory()) {
    const has = async (name: string): Promise<boolean> =>
      (await stat(path.join(place, name)).catch(() => undefined)) !== undefined;
    if (await has('report.json')) return 'report';
    if (await has('claims.json')) return 'run';
    if (await has('model.json')) return 'weights';
    throw new InputError(`${place}: is a folder without report.json, claims.json or a tfjs model.json.`);
  }
  if (!place.endsWith('.json')) return 'weights';
  let content: unknown;
  try {
    content = JSON.parse(await readFile(place, 'utf8'));
  } catch (error) {
    throw new InputError(`${place}: cannot be read as JSON (${(error as Error).message}).`);
  }
  if (Array.isArray(content)) return 'run';
  return content !== null && typeof content === 'object' && 'modelTopology' in content ? 'weights' : 'report';
}

/** Refuses to write over what is no page of ours. */
async function checkPage(out: string, { force }: CompareFlags): Promise<void> {
  if (!/\.html?$/.test(out)) throw new InputError(`--out ${out}: the page is written as a .html file.`);
  const found = await stat(out).catch(() => undefined);
  if (!found) return;
  if (found.isDirectory()) throw new InputError(`${out}: is a folder; name a file for the page.`);
  const { comparisonMark } = await import('../../src/reports/comparison-page');
  if (force || (await readFile(out, 'utf8')).includes(comparisonMark)) return;
  throw new InputError(
    `${out}: is there, and no page of this command; name another file, or ask for it (--force).`,
  );
}

async function compareWeights(
  a: string,
  b: string,
  out: string | undefined,
  flags: CompareFlags,
): Promise<void> {
  const options = analysisOptions(flags);
  const { analyseNetworks } = await import('../../src/reports/analyse-networks');
  const { progressBar } = await import('../progress-bar');
  const stopped = stopOnSignal();
  const bar = progressBar('compare');
  try {
    const { report } = await analyseNetworks([a, b], { ...options, signal: stopped.signal, onProgress: bar });
    bar.end();
    const [left, right] = report.networks.map((network) => ({ ...report, networks: [network] }));
    await compareNamed({ name: a, report: left }, { name: b, report: right }, out, flags);
  } catch (error) {
    bar.end();
    if (!stopped.signal.aborted) throw error;
    process.stderr.write('ddr: stopped; no page was written. What was computed is in the cache.\n');
    process.exitCode = 128 + constants.signals[stopped.signal.reason as NodeJS.Signals];
  } finally {
    stopped.forget();
  }
}

async function compareNamed(
  a: NamedReport,
  b: NamedReport,
  out: string | undefined,
  { json }: CompareFlags,
): Promise<void> {
  const { compareReports, layersTable, movedText } = await import('../../src/reports/compare-reports');
  const comparison = compareReports(a, b);
  if (out !== undefined) {
    const { comparisonFigures, picturesOf, reportsPage } = await import('../../src/reports/comparison-page');
    const { ChromiumMissing, closeChromium } = await import('@ddr-lab/charts/chromium');
    const { writeWhole } = await import('@ddr-lab/base/files/write-whole');
    const figures = comparisonFigures(comparison, a, b);
    const pictures = await picturesOf(figures)
      .catch((error: unknown) => {
        if (!(error instanceof ChromiumMissing)) throw error;
        process.stderr.write(`ddr: the page's charts need scripts: ${error.message}\n`);
        return {};
      })
      .finally(() => closeChromium());
    await writeWhole(out, reportsPage(comparison, shortNames(a.name, b.name), figures, pictures));
  }
  if (json) {
    process.stdout.write(`${JSON.stringify({ a: a.name, b: b.name, ...comparison }, null, 2)}\n`);
    return;
  }
  const { tableText } = await import('@ddr-lab/book/cells/table-format');
  for (const network of comparison.networks) {
    for (const measure of ['chi', 'wd', 'bd'] as const)
      console.log(`${forTerminal(tableText(layersTable(network, [measure])))}\n`);
  }
  for (const text of [
    ...comparison.networks.map(movedText),
    ...comparison.notes.map((note) => `Note: ${note}`),
  ])
    console.log(forTerminal(text));
  if (out !== undefined) console.log(`The page: ${out}`);
}

async function compareRunFiles(
  a: string,
  b: string,
  out: string | undefined,
  { json }: CompareFlags,
): Promise<void> {
  const { readClaimsFile } = await import('@ddr-lab/book/claims/committed');
  const { claimsTable, claimsText, compareRuns } = await import('../../src/reports/compare-runs');
  const read = async (name: string): Promise<NamedClaims> => {
    const isFolder = (await stat(name)).isDirectory();
    return { name, claims: await readClaimsFile(isFolder ? path.join(name, 'claims.json') : name) };
  };
  const comparison = compareRuns(await read(a), await read(b));
  if (out !== undefined) {
    const { runsPage } = await import('../../src/reports/comparison-page');
    const { writeWhole } = await import('@ddr-lab/base/files/write-whole');
    await writeWhole(out, runsPage(comparison, shortNames(a, b)));
  }
  if (json) {
    process.stdout.write(`${JSON.stringify({ a, b, ...comparison }, null, 2)}\n`);
    return;
  }
  const { tableText } = await import('@ddr-lab/book/cells/table-format');
  const moved = claimsTable(comparison);
  if (moved.rows.length > 0) console.log(`${forTerminal(tableText(moved))}\n`);
  for (const text of [claimsText(comparison), ...comparison.notes.map((note) => `Note: ${note}`)])
    console.log(forTerminal(text));
  if (out !== undefined) console.log(`The page: ${out}`);
}
