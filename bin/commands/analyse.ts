import { constants } from 'node:os';
import type { Command } from 'commander';
import type { AnalyseNetworksOptions, NetworkAnalyses } from '../../src/reports/analyse-networks';
import { usualTitles } from '../../src/metrics/metric';
import { metrics } from '../../src/metrics/metrics';
import { forTerminal } from '../for-terminal';
import { addNetworkFlags, networkOptions, weightKinds } from '../network-flags';
import { list, wholeNumber } from '../words';

interface AnalyseFlags {
  weights: string[];
  images?: string;
  layers: string;
  degradations: string;
  metrics?: string;
  runs: string;
  count: string;
  patch?: string;
  size?: string;
  seed: string;
  out?: string;
  force?: boolean;
  json?: boolean;
  attribution?: boolean | string;
}

export function addAnalyse(program: Command): void {
  const command = program
    .command('analyse')
    .description('say what networks know about degradations: report, figures and a verdict from weight files')
    .requiredOption('--weights <file...>', `weight files (${weightKinds}); several are set side by side`)
    .option(
      '--images <dir|set>',
      'folder of HR images (PNG, JPEG, ...), or a data set by name (default: bsds500/val where the data root has it, else the embedded scenes)',
    )
    .option(
      '--layers <names>',
      'auto (five from the first block to the last), all, or names joined by commas',
      'auto',
    )
    .option(
      '--degradations <presets>',
      'what to tell apart, two at least, joined by commas',
      'clean,blur4,noise20',
    )
    .option(
      '--metrics <names>',
      `what else to measure of the outputs, joined by commas: ${metrics
        .filter(({ usual }) => !usual)
        .map(({ name }) => name)
        .join(', ')} (default: ${usualTitles} alone)`,
    )
    .option('--runs <n>', 't-SNE runs a layer', '5')
    .option(
      '--count <n>',
      'patches of each degradation: one of each image, several where there are fewer images',
      '100',
    )
    .option(
      '--patch <pixels>',
      "side of the patches that enter the networks, in pixels of a network's input (default: 32, or the one size that a network takes)",
    )
    .option(
      '--size <pixels>',
      'larger images are cut to their middle of at most this side, in pixels (default: 512)',
    );
  addNetworkFlags(command)
    .option('--seed <n>', 'seed of noise and of the first t-SNE run', '0')
    .option('--out <dir>', 'folder of the report (default: analysis, or none with --json)')
    .option('--force', 'write into a folder that holds other things than a report (default: no)')
    .option(
      '--attribution [method]',
      'also say how many pixels each network draws on: by local attribution maps, or by occlusion for ONNX and tfjs graphs, which have no gradients; or by a method of `ddr attribute --help` (default: no)',
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
  const options = optionsOf(flags);
  const out = flags.out ?? (flags.json ? undefined : 'analysis');
  const { analyseNetworks } = await import('../../src/reports/analyse-networks');
  const { checkReportFolder, writeAnalysis } = await import('../../src/reports/write-analysis');
  const { progressBar } = await import('../progress-bar');
  const { force } = flags;
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
    const written = await writeAnalysis(analysis, out, { force, signal, onProgress: drawing }).finally(() =>
      drawing.end(),
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

function optionsOf(flags: AnalyseFlags): AnalyseNetworksOptions {
  const { layers } = flags;
  return {
    images: flags.images,
    layers: layers === 'auto' || layers === 'all' ? layers : list(layers),
    degradations: list(flags.degradations),
    ...(flags.metrics === undefined ? {} : { metrics: list(flags.metrics) }),
    runs: wholeNumber('--runs', flags.runs, 1),
    count: wholeNumber('--count', flags.count, 1),
    ...(flags.patch === undefined ? {} : { patch: wholeNumber('--patch', flags.patch, 16) }),
    ...(flags.size === undefined ? {} : { size: wholeNumber('--size', flags.size, 16) }),
    seed: wholeNumber('--seed', flags.seed, 0),
    attribution: flags.attribution ?? false,
    network: networkOptions(flags),
  };
}

/** Aborts at the first Ctrl-C (or SIGTERM, SIGHUP), with the signal's name as the reason; the second one ends the process. */
function stopOnSignal(): { signal: AbortSignal; forget: () => void } {
  const controller = new AbortController();
  const names = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const stop = (name: NodeJS.Signals): void => controller.abort(name);
  for (const name of names) process.once(name, stop);
  return { signal: controller.signal, forget: () => names.forEach((name) => process.off(name, stop)) };
}
