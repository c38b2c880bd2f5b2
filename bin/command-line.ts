import { Command, CommanderError } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import { forTerminal } from './for-terminal';

/** Words that call commands, and what tells `ddr` of these: a file with their words and options. */
export interface CommandFile {
  readonly words: readonly string[];
  readonly load: () => Promise<(program: Command) => void>;
}

/** Everything `ddr` can do, in the order of its help. A command's file is loaded when it is called, and loads its work when that begins. */
export const commands: readonly CommandFile[] = [
  { words: ['analyse'], load: async () => (await import('./commands/analyse')).addAnalyse },
  { words: ['compare'], load: async () => (await import('./commands/compare')).addCompare },
  { words: ['run'], load: async () => (await import('./commands/run')).addRun },
  { words: ['claims'], load: async () => (await import('./commands/claims')).addClaims },
  { words: ['table'], load: async () => (await import('./commands/table')).addTable },
  { words: ['sweep'], load: async () => (await import('./commands/sweep')).addSweep },
  { words: ['train'], load: async () => (await import('./commands/train')).addTrain },
  { words: ['halve'], load: async () => (await import('./commands/halve')).addHalve },
  { words: ['card'], load: async () => (await import('./commands/card')).addCard },
  { words: ['layers'], load: async () => (await import('./commands/layers')).addLayers },
  { words: ['tap'], load: async () => (await import('./commands/tap')).addTap },
  { words: ['attribute'], load: async () => (await import('./commands/attribute')).addAttribute },
  { words: ['srga'], load: async () => (await import('./commands/srga')).addSrga },
  { words: ['degrade'], load: async () => (await import('./commands/degrade')).addDegrade },
  { words: ['degradation'], load: async () => (await import('./commands/degradation')).addDegradation },
  { words: ['restore'], load: async () => (await import('./commands/restore')).addRestore },
  { words: ['denoise'], load: async () => (await import('./commands/denoise')).addDenoise },
  { words: ['project'], load: async () => (await import('./commands/project')).addProject },
  { words: ['score'], load: async () => (await import('./commands/score')).addScore },
  { words: ['explore'], load: async () => (await import('./commands/explore')).addExplore },
  { words: ['psnr', 'ssim', 'niqe'], load: async () => (await import('./commands/metrics')).addMetrics },
  { words: ['figures'], load: async () => (await import('./commands/figures')).addFigures },
  { words: ['fetch'], load: async () => (await import('./commands/fetch')).addFetch },
  { words: ['kernel'], load: async () => (await import('./commands/kernel')).addKernel },
  { words: ['cache'], load: async () => (await import('./commands/cache')).addCache },
  { words: ['doctor'], load: async () => (await import('./commands/doctor')).addDoctor },
];

/** The files needed for these words: of the command that they call; all of them where they call none. */
function filesFor(words: readonly string[]): readonly CommandFile[] {
  const called = words[0] === 'help' ? words[1] : words[0];
  const file = commands.find((one) => one.words.includes(called));
  return file ? [file] : commands;
}

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
  for (const { load } of filesFor(words)) (await load())(program);
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
