import type { Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import { progressBar } from '../progress-bar';

interface Options {
  out?: string;
  from?: string;
  formats: string;
  dpi: string;
  list?: boolean;
}

export function addFigures(program: Command): void {
  program
    .command('figures')
    .description("Draw the last run's figures again, as SVG, PDF and PNG.")
    .argument('[name...]', 'figures to draw; all of them when none is named')
    .option('--out <folder>', 'where the files go (default: DDR_FIGURES, else figures/ in the project)')
    .option('--from <folder>', 'where the kept figures are (default: .ddr/figures in the project)')
    .option('--formats <list>', 'which files, separated by commas: svg, pdf, png', 'svg,pdf,png')
    .option('--dpi <number>', 'dots an inch of the PNG, 50 to 1200', '300')
    .option('--list', 'only list the figures that can be drawn')
    .addHelpText(
      'after',
      `
Notebooks keep each figure that they show as Plotly JSON in .ddr/figures/ when they run; this command draws
those again in Chromium, each at its final size in a paper (docs/figures.md).

Example:
  ddr figures --out paper/figures --formats pdf fig6-global-residual`,
    )
    .action(async (names: string[], options: Options) => {
      const { loadFigure, savedFigures } = await import('../../src/charts/saved');
      const known = await savedFigures(options.from);
      if (known.length === 0) {
        const where = options.from === undefined ? '' : ` in ${options.from}`;
        throw new InputError(
          `there are no figures yet${where}: run the notebooks first (ddr run, or npm start).`,
        );
      }
      if (options.list) {
        process.stdout.write(`${known.join('\n')}\n`);
        return;
      }
      const foreign = names.find((name) => !known.includes(name));
      if (foreign !== undefined) {
        throw new InputError(`there is no figure ${foreign}; the last run made ${known.join(', ')}.`);
      }
      const dpi = Number(options.dpi);
      if (!(dpi >= 50 && dpi <= 1200)) throw new InputError(`--dpi takes 50 to 1200, not ${options.dpi}.`);
      const { exportFigure, parseFormats } = await import('@ddr-lab/charts/export');
      const { closeChromium } = await import('@ddr-lab/charts/chromium');
      const { figuresFolder } = await import('../../src/charts/saved');
      const formats = parseFormats(options.formats);
      const folder = options.out ?? figuresFolder();
      const chosen = names.length > 0 ? [...new Set(names)] : known;
      const bar = progressBar('figures');
      try {
        for (const [index, name] of chosen.entries()) {
          bar({ done: index, total: chosen.length, note: name });
          const files = await exportFigure(await loadFigure(name, options.from), folder, { formats, dpi });
          process.stdout.write(`${files.join('\n')}\n`);
        }
      } finally {
        bar.end();
        await closeChromium();
      }
    });
}
