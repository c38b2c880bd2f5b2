import type { Command } from 'commander';

interface Options {
  to?: string;
  url?: string;
  sha256?: string;
  size?: string;
}

export function addFetch(program: Command): void {
  program
    .command('fetch')
    .description('Download a data set of real images from its official site into the data root.')
    .argument('[name]', 'a data set (cifar10), or one archive of it (div2k/val); none lists what there is')
    .option('--to <folder>', 'the data root to fill (default: DDR_DATA, else ../shared/data, else ./data)')
    .option('--url <url>', 'another address: a mirror, or a zip, tar or tar.gz of images under a new name')
    .option('--sha256 <hex>', 'SHA-256 that the archive must have (default: the published one)')
    .option('--size <bytes>', 'size in bytes that the archive must have (default: the published one)')
    .addHelpText(
      'after',
      `
Archives are checked for size and SHA-256 before anything is unpacked. A download that broke off goes on where
it stopped when the same command is given again. Where no hash is published (set5, set14), the first download is
taken on trust and its hash kept in checksums.json: every later one must be the same.

Examples:
  $ ddr fetch cifar10
  $ DDR_DATA=/big/disk ddr fetch div2k/val
  $ ddr fetch holiday --url https://example.org/holiday.zip --sha256 9d0b...c335
`,
    )
    .action(async (name: string | undefined, options: Options) => {
      const { runFetch } = await import('../fetch/run-fetch');
      await runFetch(name, options);
    });
}
