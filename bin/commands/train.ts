import { Option, type Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import type { Profile } from '../../src/training/recipe';

interface TrainFlags {
  profile: Profile;
  list?: boolean;
  all?: boolean;
  resume?: boolean;
  restart?: boolean;
  out?: string;
  folder?: string;
}

export function addTrain(program: Command): void {
  program
    .command('train')
    .description('train networks by their recipes; killed or stopped, the same command goes on where it was')
    .argument('[recipe...]', 'names of recipes, trained one behind the other; see --list')
    .addOption(
      new Option(
        '--profile <name>',
        'compact: for two cores, made the weights in checkpoints/; paper: as published',
      )
        .choices(['compact', 'paper'])
        .default('compact'),
    )
    .option('--list', 'list the recipes, how long each would take here, what was trained already, and stop')
    .option('--all', 'train every recipe whose weight file is not there; two such commands share the work')
    .option(
      '--resume',
      'go on from the last checkpoint (the default), and refuse to start where there is none',
    )
    .option('--restart', 'forget the last checkpoint and start anew')
    .option(
      '--out <file>',
      'where the weights go (default: checkpoints/NAME.safetensors; paper: .ddr/trained/NAME-paper.safetensors)',
    )
    .option(
      '--folder <dir>',
      'where checkpoints and snapshots go (default: .ddr/training/NAME; paper: .ddr/training/NAME-paper)',
    )
    .addHelpText(
      'after',
      `
Trains on the recipe's real images where the data root has them (DDR_DATA), else on drawn ones, and says which.
Ctrl-C stops after the iteration under way and keeps a checkpoint; so does any kill, up to the last one.
Recipes that begin with another's weights ask for that one first. More: docs/training.md

Example:
  npx ddr train --list
  npx ddr train srresnet-wgr
  npx ddr train --all`,
    )
    .action(async (names: string[], flags: TrainFlags) => {
      const single = ['--out', '--folder'].filter((_, i) => [flags.out, flags.folder][i] !== undefined);
      if (single.length > 0 && (names.length > 1 || flags.all)) {
        throw new InputError(`${single.join(' and ')}: for one recipe at a time.`);
      }
      if (flags.list) await list(flags.profile, names[0]);
      else if (flags.all) await trainAll(names, flags);
      else if (names.length === 0) throw new InputError('Name a recipe; `npx ddr train --list` shows them.');
      for (const name of flags.list || flags.all ? [] : names) await trainNamed(name, flags);
    });
}

async function list(profile: Profile, name: string | undefined): Promise<void> {
  if (name)
    throw new InputError(`--list shows all recipes; leave out ${name}, or leave out --list to train it.`);
  const { trainList } = await import('../train-list');
  const { progressBar } = await import('../progress-bar');
  const bar = progressBar('Counting');
  console.log(await trainList(profile, { onProgress: bar }).finally(() => bar.end()));
}

/**
 * Trains what is missing, in the order of the list. What another process trains is left to it; what begins with a
 * network that is not there yet comes when that is.
 */
async function trainAll(names: readonly string[], flags: TrainFlags): Promise<void> {
  if (names.length > 0) throw new InputError(`--all trains every recipe; leave out ${names.join(' ')}.`);
  const { existsSync } = await import('node:fs');
  const { listRecipes } = await import('../../src/methods/recipes');
  const { nextToTrain } = await import('../../src/methods/prerequisites');
  const { finishedFile } = await import('../../src/training/places');
  const { FolderInUse } = await import('../../src/training/places');
  const { profile } = flags;
  const isThere = (name: string): boolean => existsSync(finishedFile(name, { profile }));
  const elsewhere = new Set<string>();
  for (;;) {
    const open = listRecipes(profile).filter(({ name }) => !elsewhere.has(name));
    const next = nextToTrain(open, isThere);
    if (!next) break;
    try {
      await trainNamed(next.name, flags);
    } catch (error) {
      if (!(error instanceof FolderInUse)) throw error;
      elsewhere.add(next.name);
    }
  }
  const left = listRecipes(profile).filter(({ name }) => !isThere(name));
  if (left.length === 0) return console.log('Every recipe has its weight file.');
  console.log(
    `Left to other processes, or until these are done: ${left.map(({ name }) => name).join(', ')}.`,
  );
}

async function trainNamed(name: string, flags: TrainFlags): Promise<void> {
  const { findRecipe } = await import('../../src/methods/recipes');
  const recipe = findRecipe(name, flags.profile);
  const { checkPrerequisites, trainCommand } = await import('../../src/methods/prerequisites');
  const { folderOf } = await import('../../src/training/places');
  const folder = flags.folder ?? folderOf(recipe);
  if (flags.resume) await requireCheckpoint(folder, flags, trainCommand(name, flags.profile));
  checkPrerequisites(recipe);
  const { train } = await import('../../src/methods/train');
  const { progressBar } = await import('../progress-bar');
  const { describeMetrics } = await import('../train-words');
  const bar = progressBar(recipe.name);
  const stop = new AbortController();
  const interrupt = (): void => stop.abort(new InputError('stopped; the same command goes on from here.'));
  process.once('SIGINT', interrupt);
  try {
    const { network, metrics, output } = await train(recipe, {
      folder,
      output: flags.out,
      resume: !flags.restart,
      onProgress: bar,
      onMessage: (message) => {
        bar.end();
        console.log(`${recipe.name}: ${message}`);
      },
      signal: stop.signal,
    });
    bar.end();
    network.model.dispose();
    console.log(`${output}: ${describeMetrics(metrics)}`);
  } finally {
    bar.end();
    process.removeListener('SIGINT', interrupt);
  }
}

/** `--resume` promises that work already done goes on: a wrong name or folder must not start from zero. */
async function requireCheckpoint(folder: string, flags: TrainFlags, command: string): Promise<void> {
  if (flags.restart) throw new InputError('--resume goes on and --restart starts anew: give one of them.');
  const { readCheckpoint } = await import('../../src/training/places');
  if (await readCheckpoint(folder)) return;
  throw new InputError(
    `${folder}: no checkpoint to go on from. Without --resume, \`${command}\` starts from the beginning.`,
  );
}
