/** `npm run bench`: the library against PyTorch and scikit-learn, and against its own wasm backend. */
import { rmSync } from 'node:fs';
import os from 'node:os';
import { Command, CommanderError } from 'commander';
import { ownedFolder } from '../environment/temporary';
import { progressBar } from '../bin/progress-bar';
import { InputError } from '@ddr-lab/base/errors';
import { aboutMachine, aboutOurs, findPython } from './about';
import { isSoftware } from '@ddr-lab/engine/onnxruntime/gpu/adapter';
import { drawResults } from './draw-results';
import { outputFile, readOptions, type BenchOptions } from './options';
import type { OnStep } from './race';
import { readResults, saveResults, type ResultRow } from './results';
import { benchRows } from './rows';
import { runRow } from './run-row';
import { formatTable, remarks } from './table';
import type { Worker } from './worker-process';

const program = new Command('npm run bench --')
  .description('Measure this library side by side with PyTorch and scikit-learn, and with its wasm backend.')
  .option(
    '--rows <names>',
    `only these rows, separated by commas: ${benchRows.map(({ name }) => name).join(', ')}`,
  )
  .option('--repeats <number>', 'counted runs of each side, 1 to 100 (default: 2 to 9, by row)')
  .option('--quick', 'two counted runs, and nothing that takes minutes')
  .option(
    '--growth',
    'each row with 1, 2, 4 and 8 times the images, and the power that time grows by; against the Python stack alone',
  )
  .option(
    '--gpu',
    'a GPU (DDR_BACKEND, default onnxruntime-webgpu) against the processor: ten minutes at most, and a report to send in',
  )
  .option('--no-python', 'against the wasm backend alone')
  .option('--python <path>', 'a Python with torch and scikit-learn (default: /usr/bin/python3, else python3)')
  .option(
    '--out <file>',
    'where the results go, with a chart as .svg and .png beside them (default: benchmarks/latest.json or ' +
      'benchmarks/growth.json for all rows, .ddr/benchmarks/ for some)',
  )
  .option('--draw <file>', 'only print the table and draw the chart of results saved before')
  .addHelpText(
    'after',
    `
All rows take about 25 minutes on two cores. Use a machine that does nothing else. Exits with 1 where the two sides
did not compute the same thing.

Example:
  npm run bench -- --rows features,pca --repeats 5 --out /tmp/bench.json`,
  )
  .exitOverride();

async function main(): Promise<void> {
  const options = readOptions(program.parse().opts());
  if (options.draw !== undefined) return show(options.draw);
  const folder = ownedFolder(os.tmpdir(), 'ddr-bench-');
  const workers = new Set<Worker>();
  const tidy = (): void => {
    for (const worker of workers) void worker.close();
    rmSync(folder, { recursive: true, force: true });
  };
  for (const [signal, status] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
    process.once(signal, () => {
      tidy();
      process.exit(status);
    });
  }
  try {
    await measure(options, folder, workers);
  } finally {
    tidy();
  }
}

async function measure(options: BenchOptions, folder: string, workers: Set<Worker>): Promise<void> {
  const { rows, growth, repeats, skipSlow, skipWasm, gpu } = options;
  if (gpu) process.env.DDR_BACKEND ||= 'onnxruntime-webgpu';
  const found = await findPython(options.pythons, workers);
  if (found.python === undefined && options.pythons.length > 0) {
    if (options.pythonNamed) throw new InputError(`${options.pythons[0]}: ${found.why}.`);
    process.stdout.write(`Without the Python stack (${found.why}): only wasm is compared.\n`);
  }
  const ours = await aboutOurs(workers).catch((error: Error) => {
    throw gpu ? new InputError(error.message) : error;
  });
  const software = { ...ours, ...(found.python === undefined ? {} : found.about) };
  if (gpu && isSoftware(ours.gpu ?? '')) {
    throw new InputError(
      `the processor plays this GPU (${ours.gpu}): it would take hours, and tell nothing.`,
    );
  }
  const bar = progressBar('bench');
  const total = rows.reduce((sum, { seconds }) => sum + seconds, 0) * growth.length;
  const results: ResultRow[] = [];
  let done = 0;
  for (const factor of growth) {
    for (const row of rows) {
      let step = 0;
      const steps = (row.peers.length + 1) * ((repeats ?? row.rounds) + 1);
      const onStep: OnStep = (racer, round) => {
        const which = round === 'warm-up' ? round : `run ${round + 1}`;
        const note = `${row.name}: ${racer.name}, ${which}`;
        bar({ done: done + row.seconds * Math.min(1, step++ / steps), total, note });
      };
      const threads = os.availableParallelism();
      const context = { folder, workers, python: found.python, threads, repeats, skipSlow, skipWasm, onStep };
      const measured = await runRow(row, factor * row.images, context);
      results.push(...measured);
      done += row.seconds;
      bar.end();
      process.stdout.write(`${formatTable(measured, { head: false })}\n`);
    }
  }
  const file = outputFile(options);
  const date = new Date().toISOString();
  const machine = aboutMachine();
  await saveResults(file, {
    format: 'ddr-lab benchmark',
    version: 1,
    date,
    machine,
    software,
    rows: results,
  });
  process.stdout.write(`\n${formatTable(results)}\n${remarks(results).join('\n')}\n`);
  // The chart is of Python's and wasm's sides.
  const charts = gpu ? [] : await drawResults(file, results);
  process.stdout.write(`${[file, ...charts].join('\n')}\n`);
  if (gpu) process.stdout.write('Please send this file in: docs/benchmarks.md says how.\n');
  if (results.some(({ agreement }) => agreement && !agreement.holds)) process.exitCode = 1;
}

/** The table and the chart of results that were saved. */
async function show(file: string): Promise<void> {
  const { rows } = await readResults(file);
  process.stdout.write(`${formatTable(rows)}\n${remarks(rows).join('\n')}\n`);
  process.stdout.write(`${(await drawResults(file, rows)).join('\n')}\n`);
}

void main().catch((error: unknown) => {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } else if (error instanceof InputError) {
    process.stderr.write(`bench: ${error.message}\n`);
    process.exitCode = 2;
  } else {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    process.exitCode = 1;
  }
});
