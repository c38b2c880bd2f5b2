import type { Command } from 'commander';
import { InputError } from '../../src/errors';

interface TrainFlags {
  list?: boolean;
  restart?: boolean;
  out?: string;
  folder?: string;
}

export function addTrain(program: Command): void {
  program
    .command('train')
    .description('train a network by its recipe; killed or stopped, the same command goes on where it was')
    .argument('[recipe]', 'name of the recipe; see --list')
    .option('--list', 'list the recipes, and how their weight files in checkpoints/ were made, and stop')
    .option('--restart', 'forget the last checkpoint and start anew')
    .option('--out <file>', 'where the weights go (default: checkpoints/NAME.safetensors)')
    .option('--folder <dir>', 'where checkpoints and snapshots go (default: .ddr/training/NAME)')
    .addHelpText(
      'after',
      `
Trains on real photographs where the data root has them (DDR_DATA), else on procedural scenes, and says which.
Ctrl-C stops after the iteration under way and keeps a checkpoint; so does any kill, up to the last one.

Example:
  ddr train srresnet-wgr`,
    )
    .action(async (name: string | undefined, flags: TrainFlags) => {
      const { findRecipe } = await import('../../src/training/recipes/recipes');
      if (flags.list) return listRecipes();
      if (!name) throw new InputError('Name a recipe; `ddr train --list` shows them.');
      const recipe = findRecipe(name);
      const { train } = await import('../../src/training/train');
      const { progressBar } = await import('../progress-bar');
      const bar = progressBar(recipe.name);
      const stop = new AbortController();
      const interrupt = (): void =>
        stop.abort(new InputError('stopped; the same command goes on from here.'));
      process.once('SIGINT', interrupt);
      try {
        const { psnr, bicubic, output } = await train(recipe, {
          folder: flags.folder,
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
        console.log(`${output}: PSNR ${psnr.toFixed(2)} dB, bicubic ${bicubic.toFixed(2)} dB`);
      } finally {
        bar.end();
        process.removeListener('SIGINT', interrupt);
      }
    });
}

/** A line a recipe; below it, what its weight file records of itself. */
async function listRecipes(): Promise<void> {
  const { recipes } = await import('../../src/training/recipes/recipes');
  const { checkpointFile } = await import('../../src/analysis/checkpoint');
  const { readSafetensors } = await import('../../src/networks/weights/safetensors');
  const { existsSync } = await import('node:fs');
  for (const { name, summary, iterations } of recipes) {
    console.log(`${name}: ${summary} (${iterations} iterations)`);
    const file = checkpointFile(name);
    if (!existsSync(file)) continue;
    const { metadata } = await readSafetensors(file);
    const psnr = `PSNR ${Number(metadata.psnr).toFixed(2)} dB, bicubic ${Number(metadata.bicubicPsnr).toFixed(2)} dB`;
    const minutes = Math.round(Number(metadata.seconds) / 60);
    console.log(
      `  trained on ${metadata.data}, ${metadata.iterations} iterations, ${minutes} min on ${metadata.backend}`,
    );
    console.log(`  ${psnr} (${metadata.evaluation})`);
  }
}
