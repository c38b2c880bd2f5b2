import type { Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import { type PaperStyleName, paperStyles } from '@ddr-lab/charts/paper-style';
import { progressBar } from '../progress-bar';
import { oneOf } from '../words';

interface Options {
  out?: string;
  from?: string;
  formats: string;
  dpi: string;
  style?: string;
  width?: string;
  data: boolean;
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
    .option(
      '--style <name>',
      "a paper's columns and letters: cvpr, ieee, nature (default: DDR_STYLE, else as the notebook made them)",
    )
    .option('--width <columns>', 'of a style: single or double (default: what each was made for)')
    .option('--no-data', 'write pictures alone, without NAME.csv (.npz) and NAME.txt (default: with them)')
    .option('--list', 'only list the figures that can be drawn')
    .addHelpText(
      'after',
      `
Notebooks keep each figure that they show as Plotly JSON in .ddr/figures/ when they run; this command draws
those again in Chromium, each at its final size in a paper (docs/figures.md), and writes what each shows (NAME.csv,
or NAME.npz) and its caption (NAME.txt) beside it. With --style a file is exactly as wide as the paper's column. For a
style of your own (a JSON file), run the notebooks in it: ddr run --style FILE.

Example:
  ddr figures --out paper/figures --formats pdf --style ieee fig6-clusters`,
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
      const look = lookFrom(options);
      const formats = parseFormats(options.formats);
      const folder = options.out ?? figuresFolder();
      const chosen = names.length > 0 ? [...new Set(names)] : known;
      const bar = progressBar('figures');
      try {
        for (const [index, name] of chosen.entries()) {
          bar({ done: index, total: chosen.length, note: name });
          const figure = await loadFigure(name, options.from, look);
          const files = await exportFigure(figure, folder, { formats, dpi, data: options.data });
          process.stdout.write(`${files.join('\n')}\n`);
        }
      } finally {
        bar.end();
        await closeChromium();
      }
    });
}

/** How the kept figures are laid out: `--style`, else DDR_STYLE's venue. */
function lookFrom({ style, width }: Options): { style?: PaperStyleName; width?: 'single' | 'double' } {
  const names = Object.keys(paperStyles) as PaperStyleName[];
  const named = style ?? process.env.DDR_STYLE;
  if (!named) {
    if (width !== undefined) throw new InputError('--width is of a style: name one with --style.');
    return {};
  }
  const [option, word] = [style === undefined ? 'DDR_STYLE' : '--style', named];
  if (/\.json$/i.test(word)) {
    throw new InputError(
      `${option} ${word}: kept figures are laid out as ${names.join(', ')} alone. For a style of your own: ddr run --style ${word}`,
    );
  }
  return {
    style: oneOf(option, word, names),
    ...(width === undefined ? {} : { width: oneOf('--width', width, ['single', 'double'] as const) }),
  };
}
