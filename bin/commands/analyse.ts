import { constants } from 'node:os';
import type { Command } from 'commander';
import type { NetworkAnalyses } from '../../src/reports/analyse-networks';
import { addAnalysisFlags, type AnalysisFlags, analysisOptions } from '../analysis-flags';
import { forTerminal } from '../for-terminal';
import { stopOnSignal } from '../stop-on-signal';
import { addNetworkFlags, weightKinds } from '../network-flags';

interface AnalyseFlags extends AnalysisFlags {
  weights: string[];
  out?: string;
  force?: boolean;
  json?: boolean;
  attribution?: boolean | string;
  style?: string;
}

export function addAnalyse(program: Command): void {
  const command = program
    .command('analyse')
    .description('say what networks know about degradations: report, figures and a verdict from weight files')
    .requiredOption('--weights <file...>', `weight files (${weightKinds}); several are set side by side`);
  addAnalysisFlags(command);
  addNetworkFlags(command)
    .option('--out <dir>', 'folder of the report (default: analysis, or none with --json)')
    .option('--force', 'write into a folder that holds other things than a report (default: no)')
    .option(
      '--attribution [method]',
      'also say how many pixels each network draws on: by local attribution maps, or by occlusion for ONNX and tfjs graphs, which have no gradients; or by a method of `ddr attribute --help` (default: no)',
    )
    .option(
      '--style <name>',
      'lay the files in figures/ out for a paper: cvpr, ieee, nature, or a JSON file with a style of yours (default: DDR_STYLE, else as on the page)',
    )
    .option('--json', 'print report.json to standard output, and nothing else there (default: no)')
    .addHelpText(
      'after',
      `
Images are shrunk by each network's scale (MATLAB's bicubic), degraded, and cut to patches; each layer's features of them go
through PCA and t-SNE, as in the paper, and WD, BD and CHI say how far they are sorted by degradation. The folder then
holds report.html (to read and send, complete in itself), report.json (docs/analyse.md) and figures/. An earlier report
there is replaced. Images that cannot be read are left out and named. What was computed before comes from the cache.
Bad input ends with status 2, Ctrl-C with 130 and without a report.

Examples:
  ddr analyse --weights net_g_latest.pth --images photos --out net_g
  ddr analyse --weights mse.pth gan.pth --degradations clean,blur2,noise10,jpeg30 --layers all`,
    )
    .action(analyseCommand);
}

async function analyseCommand(flags: AnalyseFlags): Promise<void> {
  const options = { ...analysisOptions(flags), attribution: flags.attribution ?? false };
  const out = flags.out ?? (flags.json ? undefined : 'analysis');
  const { analyseNetworks } = await import('../../src/reports/analyse-networks');
  const { checkReportFolder, writeAnalysis } = await import('../../src/reports/write-analysis');
  const { progressBar } = await import('../progress-bar');
  const { force } = flags;
  const { styleFrom } = await import('../../src/charts/style');
  const style = flags.style === undefined ? undefined : styleFrom(flags.style);
  // Asked before the work, which may take long, and again when it is written.
  if (out !== undefined) await checkReportFolder(out, { force });
  const stopped = stopOnSignal();
  const { signal } = stopped;
  const bar = progressBar('analyse');
  try {
    const analysis = await analyseNetworks(flags.weights, { ...options, signal, onProgress: bar });
    bar.end();
    if (out === undefined) return await print(analysis, flags);
    const drawing = progressBar('figures');
    const written = await writeAnalysis(analysis, out, { force, style, signal, onProgress: drawing }).finally(
      () => drawing.end(),
    );
    await print(analysis, flags);
    if (written.warning !== undefined) process.stderr.write(`ddr: ${written.warning}\n`);
    if (!flags.json) console.log(`The report: ${written.page}`);
  } catch (error) {
    bar.end();
    if (!signal.aborted) throw error;
    process.stderr.write('ddr: stopped; no report was written. What was computed is in the cache.\n');
    process.exitCode = 128 + constants.signals[signal.reason as NodeJS.Signals];
  } finally {
    stopped.forget();
  }
}

/** Tables for people on standard output, or the JSON there and what to know about it on standard error. */
async function print({ report }: NetworkAnalyses, { json }: AnalyseFlags): Promise<void> {
  const { summaryText } = await import('../../src/reports/verdict');
  const notes = forTerminal(summaryText(report).join('\n'));
  if (json) {
    const { reportText } = await import('../../src/reports/report');
    process.stdout.write(reportText(report));
    process.stderr.write(`${notes}\n`);
    return;
  }
  const { tableText } = await import('@ddr-lab/book/cells/table-format');
  const { attributionTable, comparisonTable, qualityTable, scoresTable } =
    await import('../../src/reports/tables');
  for (const network of report.networks) {
    console.log(forTerminal(`${network.name}\n\n${tableText(scoresTable(network))}\n`));
  }
  if (report.networks.some(({ quality }) => quality.length > 0)) {
    console.log(`${forTerminal(tableText(qualityTable(report.networks, report.settings.metrics)))}\n`);
  }
  if (report.networks.some(({ attribution }) => attribution !== undefined)) {
    console.log(`${forTerminal(tableText(attributionTable(report.networks)))}\n`);
  }
  if (report.networks.length > 1) {
    console.log(`${forTerminal(tableText(comparisonTable(report.networks)))}\n`);
  }
  console.log(notes);
}
