import type { Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import { forTerminal } from './for-terminal';
import { sweepPlace } from './sweep-place';
import { list, oneOf, wholeNumber } from './words';

interface ChoiceFlags {
  out?: string;
  measures?: string;
  layers?: string;
}

interface TableFlags extends ChoiceFlags {
  csv?: boolean;
  json?: boolean;
  latex?: boolean;
  caption?: string;
  label?: string;
  digits: string;
  to?: string;
}

/** What is made of a sweep's results: `table`, `figure`, `compare`. */
export function addSweepResults(sweep: Command): void {
  const chosen = (command: Command): Command =>
    command
      .option('--out <dir>', "the sweep's folder (default: that of the file's name, beside it)")
      .option('--measures <list>', 'CHI, WD, PSNR, ...: as in the table (default: all)')
      .option('--layers <list>', 'layers by name, or last: the last of each network (default: all)')
      .exitOverride();
  chosen(
    sweep.command('table').description("a sweep's numbers: means over the seeds, or each for itself as CSV"),
  )
    .argument('<sweep>', 'its YAML file, or its folder')
    .option('--csv', 'every number in a line of its own, with all digits')
    .option('--json', 'records, for `ddr table` and scripts')
    .option('--latex', 'a table for \\input')
    .option('--caption <text>', 'of --latex (default: none)')
    .option('--label <name>', 'of --latex; needs a caption (default: none)')
    .option('--digits <n>', 'digits behind the point', '2')
    .option('--to <file>', 'where it goes (default: standard output)')
    .action(table);
  chosen(sweep.command('figure').description("a sweep's heat map (heat) or parallel coordinates (parallel)"))
    .argument('<kind>', 'heat: the first of --measures, or CHI; parallel: an axis for each of --measures')
    .argument('<sweep>', 'its YAML file, or its folder')
    .option('--to <dir>', 'where the files go', 'figures')
    .option('--style <name>', "a paper's: cvpr, ieee, nature, or a JSON file (default: DDR_STYLE)")
    .action(figure);
  chosen(sweep.command('compare').description('two sweeps: what moved beyond the spread of the seeds'))
    .argument('<a>', 'a YAML file or a folder')
    .argument('<b>', 'the other')
    .option('--json', 'as JSON (default: a table of what moved)')
    .action(compare);
}

async function rowsOf(word: string, flags: ChoiceFlags) {
  const { readRows, chooseRows } = await import('../src/sweeps/rows');
  const { rows, units, missing } = await readRows(sweepPlace(word, flags.out).folder);
  if (missing.length > 0) {
    process.stderr.write(
      `ddr: ${missing.length} of ${units} units are not done; their numbers are missing.\n`,
    );
  }
  if (rows.length === 0) throw new InputError(`${word}: has no results yet; run it first: ddr sweep run.`);
  return chooseRows(rows, {
    ...(flags.measures === undefined ? {} : { measures: list(flags.measures) }),
    ...(flags.layers === undefined ? {} : { layers: list(flags.layers) }),
  });
}

async function table(word: string, flags: TableFlags): Promise<void> {
  const forms = (['csv', 'json', 'latex'] as const).filter((form) => flags[form]);
  if (forms.length > 1) throw new InputError(`--${forms.join(' and --')}: a table has one form; name one.`);
  const text = await tableIn(forms[0], word, flags);
  if (flags.to === undefined) {
    process.stdout.write(text);
    return;
  }
  const { writeWhole } = await import('@ddr-lab/base/files/write-whole');
  await writeWhole(flags.to, text);
  console.log(flags.to);
}

async function tableIn(
  form: 'csv' | 'json' | 'latex' | undefined,
  word: string,
  flags: TableFlags,
): Promise<string> {
  const rows = await rowsOf(word, flags);
  if (form === 'csv') {
    const { csvText } = await import('@ddr-lab/base/csv');
    const { rowColumns } = await import('../src/sweeps/rows');
    return csvText(
      rowColumns,
      rows.map((row) => rowColumns.map((column) => row[column])),
    );
  }
  const { placeRows } = await import('../src/sweeps/rows');
  const places = placeRows(rows);
  if (form === 'json') return `${JSON.stringify(places, null, 2)}\n`;
  const { tableTexts } = await import('../src/notebook/table');
  const texts = tableTexts(places, {
    precision: wholeNumber('--digits', flags.digits, 0),
    ...(flags.caption === undefined ? {} : { caption: flags.caption }),
  });
  if (form === 'latex') {
    const { tableLatex } = await import('@ddr-lab/book/cells/table-latex');
    return tableLatex(texts, { width: 'double', label: flags.label });
  }
  const { tableText } = await import('@ddr-lab/book/cells/table-format');
  return `${forTerminal(tableText(texts))}\n`;
}

async function figure(
  kind: string,
  word: string,
  flags: ChoiceFlags & { to: string; style?: string },
): Promise<void> {
  const which = oneOf('The kind of figure', kind, ['heat', 'parallel'] as const);
  const { sweepHeatFigure, sweepParallelFigure } = await import('../src/sweeps/figures');
  const { exportFigure } = await import('@ddr-lab/charts/export');
  const { closeChromium } = await import('@ddr-lab/charts/chromium');
  const { defaultStyle, inStyle, styleFrom } = await import('../src/charts/style');
  const { saveFigure } = await import('../src/charts/saved');
  const rows = await rowsOf(word, { out: flags.out });
  const measures = flags.measures === undefined ? undefined : list(flags.measures);
  const layers = flags.layers === undefined ? undefined : list(flags.layers);
  const made =
    which === 'heat'
      ? sweepHeatFigure(rows, {
          ...(measures ? { measure: measures[0] } : {}),
          ...(layers ? { layer: layers[0] } : {}),
        })
      : sweepParallelFigure(rows, measures ? { measures } : {});
  const style = flags.style === undefined ? defaultStyle() : styleFrom(flags.style);
  try {
    await saveFigure(made);
    const files = await exportFigure(style === undefined ? made : inStyle(made, style), flags.to);
    console.log(files.join('\n'));
  } finally {
    await closeChromium();
  }
}

async function compare(a: string, b: string, flags: ChoiceFlags & { json?: boolean }): Promise<void> {
  const { compareSweeps } = await import('../src/sweeps/compare');
  const choice = { measures: flags.measures, layers: flags.layers };
  const { changes, alone } = compareSweeps(await rowsOf(a, choice), await rowsOf(b, choice));
  if (flags.json) {
    process.stdout.write(`${JSON.stringify({ changes, alone }, null, 2)}\n`);
    return;
  }
  const moved = changes.filter((change) => change.moved === 'up' || change.moved === 'down');
  if (moved.length > 0) {
    const { tableTexts } = await import('../src/notebook/table');
    const { tableText } = await import('@ddr-lab/book/cells/table-format');
    console.log(forTerminal(tableText(tableTexts(moved))));
  }
  const told = changes.filter((change) => change.moved !== 'unknown').length;
  console.log(
    `${moved.length} of ${told} numbers moved by more than twice the spread of the seeds; ${changes.length - told} have no spread. ` +
      `${alone.a} are in the first alone, ${alone.b} in the second.`,
  );
}
