import type { Command } from 'commander';

export function addCache(program: Command): void {
  program
    .command('cache')
    .description('Where results of earlier analyses are kept, and how much room they take.')
    .option('--clear', 'remove them: the next analysis computes anew')
    .option('--folder <folder>', 'another folder (default: .ddr/cache in the project)')
    .addHelpText(
      'after',
      `
Analyses keep features, principal components, t-SNE and UMAP points, and read them again where network, images,
layer and options are the same. DDR_CACHE=off does without; DDR_CACHE=500M or 4G sets how much room they may
take (default 2G); what was used longest ago goes first. The folder may be removed at any time.

Example:
  ddr cache --clear`,
    )
    .action(async ({ clear, folder }: { clear?: boolean; folder?: string }) => {
      const { cacheContents, clearCache } = await import('@ddr-lab/base/cache/evict');
      const { cacheFolder } = await import('../../src/cache/default-cache');
      const { cacheLimit } = await import('@ddr-lab/base/cache/settings');
      const limit = cacheLimit(process.env.DDR_CACHE);
      const where = folder ?? cacheFolder;
      const { files, bytes } = await (clear ? clearCache : cacheContents)(where);
      const bound = limit === 0 ? 'not used: DDR_CACHE is off' : `at most ${inWords(limit)}`;
      const results = `${files} ${files === 1 ? 'result' : 'results'}, ${inWords(bytes)}`;
      console.log(clear ? `${where}: removed ${results}` : `${where}: ${results} (${bound})`);
    });
}

function inWords(bytes: number): string {
  const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return `${Number((bytes / 1024 ** power).toPrecision(3))} ${units[power]}`;
}
