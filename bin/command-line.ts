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
import { addExplore } from './commands/explore';
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
  addExplore,
  addMetrics,
  addFigures,
  addFetch,
  addKernel,
  addCache,
  addDoctor,
];

/**
 * Runs `ddr` with these words in this process: standard output and standard error are the process's.
 *
 * @returns the exit status: 2 for bad input, which is told in plain words; 1 for anything else that went wrong, with its stack. What a
 *   command itself has to say it says in `process.exitCode`: nothing is returned then.
 */
export async function runWords(words: readonly string[]): Promise<number | undefined> {
  const program = new Command('ddr')
    .description(
      'Deep Degradation Representations: what super-resolution networks know about image degradation.',
    )
    .exitOverride()
    .showHelpAfterError('(`--help` explains each option)');
  for (const add of commands) add(program);
  for (const command of program.commands) command.exitOverride();
  try {
    await program.parseAsync(asFlag(program, words), { from: 'user' });
    return undefined;
  } catch (error) {
    return report(error);
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
