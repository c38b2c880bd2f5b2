import { InputError } from '@ddr-lab/base/errors';
import { latexText } from '@ddr-lab/base/latex';
import type { TextTable } from './table-format';

/** How a table is set in LaTeX. */
export interface LatexTableOptions {
  /** `single` (`table`, one column; default) or `double` (`table*`, across both columns). */
  readonly width?: 'single' | 'double';
  /** What `\ref` takes. Default none. */
  readonly label?: string;
  /** The size of its letters; default `small`. */
  readonly letters?: LatexLetters;
}

const letterSizes = ['normalsize', 'small', 'footnotesize', 'scriptsize'] as const;
export type LatexLetters = (typeof letterSizes)[number];

/** So many letters of `normalsize` stand side by side in one column of a paper, and in both. */
const room = { single: 47, double: 97 } as const;

/** How much smaller the letters of a size are, by LaTeX's article at 10 points. */
const scales: Readonly<Record<LatexLetters, number>> = {
  normalsize: 1,
  small: 0.9,
  footnotesize: 0.8,
  scriptsize: 0.7,
};

/** Letters between two columns, of the widest column of text that is not broken into lines, and the most that count. */
const space = { between: 2, unbroken: 16, longest: 60 };

/** The least that broken columns take together, a share of the line. */
const leastText = 0.25;

/**
 * A table for a paper, a float with booktabs' rules: numbers to the right, the best in bold, the caption above. All text is escaped.
 * Columns of long text are broken into lines, so that the table is no wider than the paper's column; where it would be all
 * the same, it is made smaller as a whole.
 *
 * @throws InputError where the label or an option is none.
 */
export function tableLatex(table: TextTable, options: LatexTableOptions = {}): string {
  const { width = 'single', label, letters = 'small' } = options;
  if (width !== 'single' && width !== 'double') {
    throw new InputError(`A table's width is single or double, not ${JSON.stringify(width)}.`);
  }
  if (!letterSizes.includes(letters)) {
    throw new InputError(`A table's letters are ${letterSizes.join(', ')}, not ${JSON.stringify(letters)}.`);
  }
  if (label !== undefined && !/^[A-Za-z0-9][A-Za-z0-9:._-]*$/.test(label)) {
    throw new InputError(
      `A table cannot have the label ${JSON.stringify(label)}: use letters, digits, ":", ".", "-" and "_".`,
    );
  }
  const { caption, columns, rows, numeric, bold } = table;
  const float = width === 'double' ? 'table*' : 'table';
  const { set, fits } = columnSet(table, room[width] / scales[letters]);
  const broken = set.some((column) => column.includes('p{'));
  const head = columns.map((name, i) => wordsOf(name, set[i]));
  const body = rows.map((row, i) =>
    row.map((text, column) => {
      const shown = numeric[column] ? latexNumber(text) : wordsOf(text, set[column]);
      return bold?.[i]?.[column] ? `\\textbf{${shown}}` : shown;
    }),
  );
  const lines = [
    '% Written by ddr-lab, and written anew by the next run. The preamble needs \\usepackage{graphicx,booktabs,array}.',
    `\\begin{${float}}[t]`,
    '  \\centering',
    ...(caption ? [`  \\caption{${latexText(caption)}}`] : []),
    // Without a caption it would name the section.
    ...(caption && label ? [`  \\label{${label}}`] : []),
    ...(caption ? ['  \\smallskip'] : []),
    `  \\${letters}`,
    `  ${fits ? '' : '\\resizebox{\\linewidth}{!}{%\n  '}\\begin{tabular}{@{}${set.join('')}@{}}`,
    '    \\toprule',
    `    ${cells(head)}`,
    '    \\midrule',
    // Rows of several lines stand apart.
    ...body.flatMap((row, i) => [
      ...(broken && i > 0 ? ['    \\addlinespace[2pt]'] : []),
      `    ${cells(row)}`,
    ]),
    '    \\bottomrule',
    `  \\end{tabular}${fits ? '' : '}'}`,
    `\\end{${float}}`,
  ];
  return `${lines.join('\n')}\n`;
}

/** Long words, paths say, may be broken behind their signs where a column has lines. */
function wordsOf(text: string, column: string): string {
  const words = latexText(text);
  if (!column.includes('p{') || !/\S{18}/.test(text)) return words;
  return words.replace(/(\\_|[/.=:]|\{''\})(?=\S)/g, '$1\\allowbreak{}');
}

const cells = (row: readonly string[]): string => `${row.join(' & ')} \\\\`;

/**
 * `l` and `r`, and `p` with a share of the line for long text where the table would be too wide; and whether it is no
 * wider then.
 */
function columnSet({ columns, rows, numeric }: TextTable, letters: number): { set: string[]; fits: boolean } {
  const lengths = columns.map((name, i) => Math.max(...[name, ...rows.map((row) => row[i])].map(lengthOf)));
  const between = space.between * (columns.length - 1);
  const plain = numeric.map((right) => (right ? 'r' : 'l'));
  if (sum(lengths) + between <= letters) return { set: plain, fits: true };
  const long = lengths.map((length, i) => !numeric[i] && length > space.unbroken);
  const fixed = sum(lengths.filter((_, i) => !long[i])) + between;
  const wishes = lengths.map((length, i) => (long[i] ? Math.min(length, space.longest) : 0));
  const left = 0.97 - fixed / letters;
  const share = Math.max(leastText, left);
  const set = plain.map((kind, i) => {
    if (!long[i]) return kind;
    const own = ((share * wishes[i]) / sum(wishes)).toFixed(3);
    return `>{\\raggedright\\arraybackslash}p{${own}\\linewidth}`;
  });
  return { set, fits: left >= leastText || (!long.includes(true) && left >= 0) };
}

const lengthOf = (text: string): number => [...text].length;
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** A number's text: its minus as one, a power of ten as people write it. */
function latexNumber(text: string): string {
  return text
    .split(/(\s|\[|\]|,)/)
    .map((part) => {
      const [, minus, digits, power] = /^([-−]?)([\d.]+|∞)(?:e([+-]?\d+))?$/.exec(part) ?? [];
      if (digits === undefined) return latexText(part);
      const sign = minus === '' ? '' : '$-$';
      const tens = power === undefined ? '' : `$\\times$10$^{${Number(power)}}$`;
      return `${sign}${latexText(digits)}${tens}`;
    })
    .join('');
}
