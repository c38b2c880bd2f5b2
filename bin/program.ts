import { Command, CommanderError } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import { addAnalyse } from './commands/analyse';
import { addAttribute } from './commands/attribute';
import { addCache } from './commands/cache';
import { addCard } from './commands/card';
import { addClaims } from './commands/claims';
import { addCompare } from './commands/compare';
import { addDegradation } from './commands/degradation';
import { addDegrade } from './commands/degrade';
import { addDenoise } from './commands/denoise';
import { addDoctor } from './commands/doctor';
import { addFetch } from './commands/fetch';
import { addFigures } from './commands/figures';
import { addHalve } from './commands/halve';
import { addKernel } from './commands/kernel';
import { addLayers } from './commands/layers';
import { addMetrics } from './commands/metrics';
import { addProject } from './commands/project';
import { addRestore } from './commands/restore';
import { addRun } from './commands/run';
import { addScore } from './commands/score';
import { addSrga } from './commands/srga';
import { addTable } from './commands/table';
import { addTap } from './commands/tap';
import { addTrain } from './commands/train';
import { forTerminal } from './for-terminal';

/** Everything `ddr` can do. A command's file holds its words and options; it loads its work when called. */
const commands = [
  addAnalyse,
  addCompare,
  addRun,
  addClaims,
  addTable,
  addTrain,
  addHalve,
  addCard,
  addLayers,
  addTap,
  addAttribute,
  addSrga,
  addDegrade,
  addDegradation,
  addRestore,
  addDenoise,
  addProject,
  addScore,
  addMetrics,
  addFigures,
  addFetch,
  addKernel,
  addCache,
  addDoctor,
];

async function main(): Promise<void> {
  const program = new Command('ddr')
    .description(
      'Deep Degradation Representations: what super-resolution networks know about image degradation.',
    )
    .exitOverride()
    .showHelpAfterError('(`--help` explains each option)');
  for (const add of commands) add(program);
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync(asFlag(program, process.argv.slice(2)), { from: 'user' });
  } catch (error) {
    process.exitCode = report(error);
  }
}

/**
 * `ddr help X Y` as `ddr X Y --help`: commander's own `help` shows X before it has loaded what belongs to it, and never Y. A name that
 * is no command's is left to be refused.
 */
function asFlag(program: Command, words: readonly string[]): readonly string[] {
  const [first, ...rest] = words;
  if (first !== 'help' || rest.length === 0) return words;
  return program.commands.some((command) => command.name() === rest[0]) ? [...rest, '--help'] : rest;
}

/** Bad input: plain words and status 2. Anything else is a bug: its stack and status 1. */
function report(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof InputError) {
    process.stderr.write(`ddr: ${forTerminal(error.message)}\n`);
    return 2;
  }
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return 1;
}

// A reader that has seen enough (`| head`) closes the pipe: no error, and nothing more to say.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit();
  throw error;
});
void main();
