import type { Command } from 'commander';
import { InputError } from '@ddr-lab/base/errors';
import { list, namedNumbers, oneOf, wholeNumber } from '../words';

interface TableWords {
  part?: string;
  columns?: string;
  rows?: string;
  best?: string;
  units?: string;
  deviations?: string;
  digits: string;
  caption?: string;
  label?: string;
  width: string;
  letters: string;
  latex?: boolean;
  csv?: boolean;
  json?: boolean;
  out?: string;
}

export function addTable(program: Command): void {
  program
    .command('table')
    .description('Print a table of what was measured: as text, LaTeX (booktabs), CSV or JSON.')
    .argument('<file...>', 'report.json, claims.json, any list of records in JSON, lines of JSON, or CSV')
    .option('--latex', 'a LaTeX table for \\input (default: text)')
    .option('--csv', 'CSV; deviations and intervals are columns of their own')
    .option('--json', 'an array of records')
    .option('--out <file>', 'where it goes (default: standard output)')
    .option(
      '--part <name>',
      'of a report: layers, quality, attribution, verdicts (default: layers); of other JSON: the keys to its records, such as results.rows',
    )
    .option('--columns <list>', 'which columns, in this order (default: all)')
    .option('--rows <from-to>', 'which rows, counted from 1: 1-30 (default: all)')
    .option('--best <list>', 'columns whose best value is bold: CHI, or NIQE=lower where less is better')
    .option('--units <list>', 'units in the head: PSNR=dB')
    .option('--deviations <list>', 'columns whose deviation stands in another: CHI=CHI sd')
    .option(
      '--digits <list>',
      'digits behind the point, of all columns or by column: 1, or CHI=1,PSNR=2',
      '2',
    )
    .option('--caption <text>', 'the caption (default: none)')
    .option('--label <name>', 'what \\ref takes; needs a caption (default: none)')
    .option('--width <columns>', 'of the paper: single (table) or double (table*)', 'single')
    .option('--letters <size>', 'normalsize, small, footnotesize or scriptsize', 'small')
    .addHelpText(
      'after',
      `
Of several files, the rows stand one below the other, each with its file's name. A column of means with its deviations
(chi in a report; CHI and CHI sd by --deviations) is written 283.5 ± 4.1. All text is escaped for LaTeX; the paper's
preamble needs \\usepackage{graphicx,booktabs,array}. Bad input ends with status 2.

Examples:
  $ ddr table analysis/report.json --best CHI --digits CHI=1 --latex --caption 'Separation.' --label tab:chi --out tab.tex
  $ ddr table notebooks/claims.json --columns claim,ours,verdict --width double --latex`,
    )
    .action(tableCommand);
}

async function tableCommand(files: string[], words: TableWords): Promise<void> {
  const chosen = (['latex', 'csv', 'json'] as const).filter((form) => words[form]);
  if (chosen.length > 1) {
    throw new InputError(`--${chosen.join(' and --')}: a table has one form; name one of them.`);
  }
  const { rowsOfFiles } = await import('../../src/reports/table-rows');
  const { tableTexts } = await import('../../src/notebook/table');
  const rows = rowsFrom(await rowsOfFiles(files, { part: words.part }), words.rows);
  const options = {
    ...(words.columns === undefined ? {} : { columns: list(words.columns) }),
    ...(words.caption === undefined ? {} : { caption: words.caption }),
    precision: digitsOf(words.digits),
    units: named('--units', words.units ?? '', undefined),
    deviations: named('--deviations', words.deviations ?? '', undefined),
    best: bestOf(words.best ?? ''),
  };
  // Asked of every form: a column that is not there is told.
  const texts = tableTexts(rows, options);
  await print(await formOf(chosen[0]), words.out);

  async function formOf(form: 'latex' | 'csv' | 'json' | undefined): Promise<string> {
    if (form === 'latex') {
      if (rows.length > MOST_ROWS) {
        process.stderr.write(
          `ddr: ${rows.length} rows are more than a page holds: split the table with --rows 1-${MOST_ROWS}.\n`,
        );
      }
      const { tableLatex } = await import('@ddr-lab/book/cells/table-latex');
      const width = oneOf('--width', words.width, ['single', 'double'] as const);
      const sizes = ['normalsize', 'small', 'footnotesize', 'scriptsize'] as const;
      const letters = oneOf('--letters', words.letters, sizes);
      return tableLatex(texts, { width, label: words.label, letters });
    }
    if (form === undefined) {
      const { tableText } = await import('@ddr-lab/book/cells/table-format');
      const { forTerminal } = await import('../for-terminal');
      return `${forTerminal(tableText(texts))}\n`;
    }
    const { plainRecords } = await import('../../src/reports/table-rows');
    const records = plainRecords(rows, options);
    if (form === 'json') return `${JSON.stringify(records, null, 2)}\n`;
    const { csvText } = await import('@ddr-lab/base/csv');
    const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
    return csvText(
      columns,
      records.map((record) => columns.map((column) => record[column])),
    );
  }
}

/** A float that is higher than the page is cut. */
const MOST_ROWS = 45;

function rowsFrom<Row>(rows: readonly Row[], words: string | undefined): readonly Row[] {
  if (words === undefined) return rows;
  const [, first, last] = /^(\d+)-(\d+)$/.exec(words) ?? [];
  const [from, to] = [Number(first), Math.min(Number(last), rows.length)];
  if (!(from >= 1 && from <= to)) {
    throw new InputError(`--rows takes two numbers from 1 to ${rows.length}, such as 1-30, not ${words}.`);
  }
  return rows.slice(from - 1, to);
}

async function print(text: string, out: string | undefined): Promise<void> {
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  const { writeWhole } = await import('@ddr-lab/base/files/write-whole');
  await writeWhole(out, text);
  process.stdout.write(`${out}\n`);
}

function digitsOf(words: string): number | Record<string, number> {
  if (!words.includes('=')) return wholeNumber('--digits', words, 0);
  const digits = namedNumbers('--digits', words);
  for (const value of Object.values(digits)) wholeNumber('--digits', String(value), 0);
  return digits;
}

/** `PSNR=dB,CHI=1` by name; a name alone has the default, where there is one. */
function named(option: string, words: string, usual: string | undefined): Record<string, string> {
  return Object.fromEntries(
    list(words).map((word): [string, string] => {
      const at = word.indexOf('=');
      if (at > 0) return [word.slice(0, at), word.slice(at + 1)];
      if (at < 0 && usual !== undefined) return [word, usual];
      throw new InputError(`${option} takes words by column, such as PSNR=dB, not ${word}.`);
    }),
  );
}

function bestOf(words: string): Record<string, 'higher' | 'lower'> {
  const sides = ['higher', 'lower'] as const;
  return Object.fromEntries(
    Object.entries(named('--best', words, 'higher')).map(([column, side]) => [
      column,
      oneOf(`--best ${column}`, side, sides),
    ]),
  );
}
