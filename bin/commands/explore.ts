import { readFile, stat } from 'node:fs/promises';
import { constants } from 'node:os';
import type { Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import { forTerminal } from '../for-terminal';
import { addNetworkFlags, networkOptions, weightKinds } from '../network-flags';
import { stopOnSignal } from '../stop-on-signal';
import { list, wholeNumber } from '../words';

interface ExploreFlags {
  weights?: string[];
  images?: string;
  count: string;
  degradations?: string;
  layers?: string;
  degraders?: string[];
  study?: string;
  snapshots?: boolean;
  tsne: boolean;
  training: boolean;
  seed: string;
  out: string;
  force?: boolean;
}

export function addExplore(program: Command): void {
  const command = program
    .command('explore')
    .description('write one HTML page where readers run networks on their own images, and see where these go')
    .option(
      '--weights <files...>',
      `weight files (${weightKinds}), or networks that ship by name (default: srresnet-wgr srresnet-wogr)`,
    )
    .option(
      '--images <dir|set>',
      'images that the map is of (default: photographs where they are, else drawn scenes)',
    )
    .option('--count <n>', 'how many of them, 12 or more', '48')
    .option(
      '--degradations <names>',
      'degradations of the map, joined by commas (default: clean, and three degrees each of blur, noise, JPEG and rain)',
    )
    .option('--layers <names>', 'layers that have a map, joined by commas (default: all to the last block)')
    .option(
      '--degraders <networks...>',
      'networks that learnt to degrade, from LR to LR, for the reader to put before the sliders, such as dsgan (default: none)',
    )
    .option('--study <name>', 'the page of a study, B1, C3 or D1: other options change what it is made of')
    .option(
      '--snapshots',
      "put the weights of trainings' snapshots into the page, so that the reader's image is seen along the training (default: no)",
    )
    .option('--no-tsne', 'leave out the t-SNE maps, which take most of the time')
    .option('--no-training', 'leave out the snapshots of trainings')
    .option('--seed <n>', 'seed of noise, rain and t-SNE', '0')
    .option('--out <file.html>', 'the page', 'out/explorer.html')
    .option('--force', 'write over a file that is no page of this command (default: no)');
  addNetworkFlags(command)
    .addHelpText(
      'after',
      `
The page holds all that it needs: it opens from disk, without a network, and can be sent. Whoever opens it drops an image in, moves
sliders, and sees where the features of its patches go among those of the test set. All networks must enlarge by one scale.

Examples:
  ddr explore
  ddr explore --weights srresnet-wgr srgan-wgr --out gan.html
  ddr explore --study D1 --out rain.html
  ddr explore --weights srresnet-wgr --snapshots --out training.html
  ddr explore --weights net_g_latest.pth srresnet-wgr --count 32 --no-tsne`,
    )
    .action(exploreCommand);
}

async function exploreCommand(flags: ExploreFlags): Promise<void> {
  const count = wholeNumber('--count', flags.count, 12);
  const seed = wholeNumber('--seed', flags.seed, 0);
  const network = networkOptions(flags);
  await checkPage(flags.out, flags.force);
  const { writeExplorer } = await import('../../src/explorer/write-explorer');
  const { progressBar } = await import('../progress-bar');
  const stopped = stopOnSignal();
  const bar = progressBar('explore');
  try {
    const bytes = await writeExplorer(flags.out, {
      ...(flags.weights && { weights: flags.weights }),
      ...(flags.images !== undefined && { images: flags.images }),
      ...(flags.degradations !== undefined && { degradations: list(flags.degradations) }),
      ...(flags.layers !== undefined && { layers: list(flags.layers) }),
      ...(flags.degraders && { degraders: flags.degraders }),
      ...(flags.study !== undefined && { study: flags.study }),
      ...(flags.snapshots && { snapshots: true }),
      count,
      seed,
      tsne: flags.tsne,
      training: flags.training,
      network,
      onProgress: bar,
      signal: stopped.signal,
    });
    bar.end();
    console.log(
      forTerminal(`${flags.out}: ${(bytes / 1e6).toFixed(1)} MB. Open it in a browser, or send it.`),
    );
  } catch (error) {
    bar.end();
    if (!stopped.signal.aborted) throw error;
    process.stderr.write('ddr: stopped; no page was written.\n');
    process.exitCode = 128 + constants.signals[stopped.signal.reason as NodeJS.Signals];
  } finally {
    bar.end();
    stopped.forget();
  }
}

/** Refuses to write over what is no page of ours. */
async function checkPage(out: string, force = false): Promise<void> {
  if (!/\.html?$/.test(out)) throw new InputError(`--out ${out}: the page is written as a .html file.`);
  const found = await stat(out).catch(() => undefined);
  if (!found) return;
  if (found.isDirectory()) throw new InputError(`${out}: is a folder; name a file for the page.`);
  const { explorerMark } = await import('../../src/explorer/writing/explorer-page');
  if (force || (await readFile(out, 'utf8')).includes(explorerMark)) return;
  throw new InputError(
    `${out}: is there, and no page of this command; name another file, or ask for it (--force).`,
  );
}
