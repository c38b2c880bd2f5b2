import type { Command } from 'commander';
import { constants } from 'node:os';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { duration } from '@ddr-lab/base/progress';
import { forTerminal } from '../for-terminal';
import { stopOnSignal } from '../stop-on-signal';
import { addSweepResults } from '../sweep-results';
import { type SweepPlace, sweepPlace } from '../sweep-place';

interface RunFlags {
  out?: string;
  here?: boolean;
  profile?: string;
  jobs?: string;
  dryRun?: boolean;
}

/** `ddr sweep`: a grid of measurements, cut into units that any number of machines can do. */
export function addSweep(program: Command): void {
  const sweep = program
    .command('sweep')
    .description('measure a grid: networks x degradations x images; here, by Snakemake, on a Slurm cluster')
    .addHelpText(
      'after',
      `
A sweep is a YAML file (docs/sweeps.md). Its units, plan and results lie in the folder of its name beside it. A unit's result is
written whole and named by what decides it: network, images, settings, code. What is there is not computed again.

Examples:
  ddr sweep plan grid.yaml                   what it comes to; says what is wrong before anything runs
  ddr sweep run grid.yaml --here             all units, one behind the other
  ddr sweep run grid.yaml --jobs 4           by Snakemake, four at a time
  ddr sweep run grid.yaml --profile slurm    by Snakemake, each unit a Slurm job
  ddr sweep table grid.yaml --measures CHI --layers last`,
    );
  const out = ['--out <dir>', "the sweep's folder (default: that of the file's name, beside it)"] as const;
  sweep
    .command('plan')
    .description('check a sweep, and write its units down')
    .argument('<sweep.yaml>')
    .option(...out)
    .exitOverride()
    .action(async (word: string, flags: { out?: string }) => {
      await plan(withFile(sweepPlace(word, flags.out), word));
    });
  sweep
    .command('unit')
    .description('do one unit of a plan; nothing where its result is there')
    .argument('<id>', 'as in units.jsonl')
    .option('--in <dir>', "the sweep's folder", '.')
    .exitOverride()
    .action((id: string, flags: { in: string }) => unit(id, flags.in));
  sweep
    .command('run')
    .description('plan a sweep and do all units that are not done')
    .argument('<sweep.yaml>')
    .argument('[snakemake...]', "behind --: options of Snakemake's own")
    .option(...out)
    .option('--here', 'in this process, one behind the other, without Snakemake')
    .option(
      '--profile <name>',
      'local, slurm, kubernetes, or the folder of a Snakemake profile of yours (default: local)',
    )
    .option(
      '--jobs <n>',
      'how many units at a time (default: of local as many as cores, else as the profile says)',
    )
    .option('--dry-run', 'only say what would run')
    .exitOverride()
    .action((word: string, more: string[], flags: RunFlags) => run(word, more, flags));
  sweep
    .command('status')
    .description('how far a sweep has come')
    .argument('<sweep>', 'its YAML file, or its folder')
    .option(...out)
    .exitOverride()
    .action((word: string, flags: { out?: string }) => status(sweepPlace(word, flags.out)));
  addSweepResults(sweep);
}

type Planned = SweepPlace & { readonly file: string };

function withFile(place: SweepPlace, word: string): Planned {
  if (place.file === undefined) throw new InputError(`${word}: is a folder; name the sweep's YAML file.`);
  return { ...place, file: place.file };
}

async function plan({ file, folder }: Planned): Promise<void> {
  const { readSweep } = await import('../../src/sweeps/spec/read-sweep');
  const { planSweep } = await import('../../src/sweeps/plan/plan');
  const { writePlan } = await import('../../src/sweeps/plan-file');
  const { isDone } = await import('../../src/sweeps/do-unit');
  const { progressBar } = await import('../progress-bar');
  const { sweep, text } = await readSweep(file);
  const bar = progressBar('plan');
  const { units, notes } = await planSweep(sweep, {
    base: path.dirname(file),
    folder,
    onProgress: bar,
  }).finally(() => bar.end());
  await writePlan(folder, units, text);
  let done = 0;
  for (const one of units) if (await isDone(folder, one)) done++;
  const trainings = units.filter(({ unit: { kind } }) => kind === 'train').length;
  const all =
    trainings > 0 ? `${units.length} units, ${trainings} of them trainings` : `${units.length} units`;
  process.stdout.write(forTerminal(`${folder}: ${all}, ${done} done.\n`));
  for (const note of notes) process.stderr.write(forTerminal(`ddr: ${note}\n`));
}

async function unit(id: string, folder: string): Promise<void> {
  const { readPlanned } = await import('../../src/sweeps/plan-file');
  const { doUnit } = await import('../../src/sweeps/do-unit');
  const { progressBar } = await import('../progress-bar');
  const planned = await readPlanned(folder, id);
  const stopped = stopOnSignal();
  const bar = progressBar(planned.place.network);
  const began = Date.now();
  try {
    const onMessage = (message: string): void => void process.stderr.write(forTerminal(`${message}\n`));
    const did = await doUnit(folder, planned, { onProgress: bar, onMessage, signal: stopped.signal });
    bar.end();
    const time = duration((Date.now() - began) / 1000);
    console.log(did === 'computed' ? `${id} computed in ${time}` : `${id} was there already`);
  } catch (error) {
    bar.end();
    if (!stopped.signal.aborted) throw error;
    process.exitCode = 128 + constants.signals[stopped.signal.reason as NodeJS.Signals];
  } finally {
    stopped.forget();
  }
}

async function run(word: string, more: readonly string[], flags: RunFlags): Promise<void> {
  const place = withFile(sweepPlace(word, flags.out), word);
  const alien = flags.here
    ? ([flags.profile && '--profile', flags.jobs && '--jobs', flags.dryRun && '--dry-run'].find(Boolean) ??
      (more.length > 0 ? more[0] : undefined))
    : undefined;
  if (alien) throw new InputError(`${alien}: is Snakemake's; --here does without it.`);
  const { holdRun } = await import('../../src/sweeps/hold-run');
  if (flags.here) {
    const lock = await holdRun(place.folder);
    return runHere(place).finally(() => lock.release());
  }
  const { findSnakemake, runSnakemake } = await import('../../src/sweeps/snakemake');
  const program = findSnakemake();
  const lock = await holdRun(place.folder);
  try {
    await plan(place);
    process.exitCode = await runSnakemake(program, place.folder, {
      profile: flags.profile,
      jobs: flags.jobs,
      dryRun: flags.dryRun,
      more,
      onStart: (pid) => lock.include(pid),
    });
  } finally {
    lock.release();
  }
}

async function runHere(place: Planned): Promise<void> {
  await plan(place);
  const { readPlan } = await import('../../src/sweeps/plan-file');
  const { runHere: runUnits } = await import('../../src/sweeps/run-here');
  const { progressBar } = await import('../progress-bar');
  const stopped = stopOnSignal();
  const { signal } = stopped;
  const bar = progressBar('sweep');
  try {
    const units = await readPlan(place.folder);
    const { computed, there, failed } = await runUnits(place.folder, units, { signal, onProgress: bar });
    bar.end();
    console.log(`${computed} computed, ${there} were there, ${failed.length} failed.`);
    for (const { id, reason } of failed) process.stderr.write(forTerminal(`ddr: ${id}: ${reason}\n`));
    if (failed.length > 0) process.exitCode = 1;
  } catch (error) {
    bar.end();
    if (!signal.aborted) throw error;
    process.stderr.write('ddr: stopped; the same command goes on with the units that are not done.\n');
    process.exitCode = 128 + constants.signals[signal.reason as NodeJS.Signals];
  } finally {
    stopped.forget();
  }
}

async function status({ file, folder }: SweepPlace): Promise<void> {
  const { readFile } = await import('node:fs/promises');
  const { sweepStatus } = await import('../../src/sweeps/status');
  const text = file === undefined ? undefined : await readFile(file, 'utf8');
  const { units, done, held, damaged, seconds, notes } = await sweepStatus(folder, text);
  const left = units - done;
  const words = [
    `${done} of ${units} units done`,
    held > 0 ? `${held} at work` : '',
    seconds === undefined ? '' : `${duration(seconds)} a unit`,
    seconds === undefined || left === 0 ? '' : `${duration(seconds * left)} of one process left`,
  ].filter(Boolean);
  console.log(`${words.join(', ')}.`);
  for (const note of [...damaged.map((one) => `${one} It is computed anew.`), ...notes]) {
    process.stderr.write(forTerminal(`ddr: ${note}\n`));
  }
}
