import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { projectRoot } from '@ddr-lab/base/project';
import { checkFigureName, type Figure, type PlainFigure } from '@ddr-lab/charts/figure';
import { widthInPixels } from '@ddr-lab/charts/look';
import { settledFigure } from '@ddr-lab/charts/made';
import { type PaperStyleName, paperStyles } from '@ddr-lab/charts/paper-style';
import { type Changes, changesOf, withChanges } from './changes';

/** Where notebooks export figures to: DDR_FIGURES, else `figures/` in the project, wherever the kernel runs. */
export function figuresFolder(): string {
  const named = process.env.DDR_FIGURES;
  return named ? path.resolve(named) : path.join(projectRoot, 'figures');
}

/** Where the last run's figures are kept as Plotly JSON, for `ddr figures`: `.ddr/figures/` in the project. */
export function savedFolder(): string {
  return path.join(projectRoot, '.ddr', 'figures');
}

/** A paper's columns that a figure can be laid out for. */
export type ColumnName = 'single' | 'double';

/**
 * Keeps the figure as NAME.json, with what is different in it in each venue's style: nothing but its notebook can lay it out anew.
 * Patches are left out: they only appear on hover.
 */
export async function saveFigure(made: Figure | PlainFigure, folder = savedFolder()): Promise<string> {
  const figure = settledFigure(made);
  checkFigureName(figure.name);
  const kept: Figure = { ...figure, patches: undefined };
  const styles = styledChanges(made, kept);
  const file = path.join(folder, `${figure.name}.json`);
  await writeWhole(
    file,
    `${JSON.stringify({ format: 'ddr-lab figure', version: 1, figure: kept, styles })}\n`,
  );
  return file;
}

interface StyledChanges {
  readonly data?: Changes;
  readonly layout?: Changes;
  /** Why it cannot be laid out so. */
  readonly refused?: string;
}

/** By `ieee single` and the like. Empty for a figure that was kept before: nothing lays it out anew. */
function styledChanges(made: Figure | PlainFigure, figure: Figure): Record<string, StyledChanges> {
  if ('settled' in made && made.settled) return {};
  const names = Object.keys(paperStyles) as PaperStyleName[];
  const looks = names.flatMap((style) => columns.map((width) => ({ style, width })));
  return Object.fromEntries(
    looks.map(({ style, width }): [string, StyledChanges] => {
      try {
        const styled = settledFigure({ ...made, style, width });
        const data = changesOf(figure.data, styled.data);
        return [`${style} ${width}`, { data, layout: changesOf(figure.layout, styled.layout) }];
      } catch (error) {
        if (!(error instanceof InputError)) throw error;
        return [`${style} ${width}`, { refused: error.message }];
      }
    }),
  );
}

const columns = ['single', 'double'] as const satisfies readonly ColumnName[];

/** The names of the figures kept, in order. */
export async function savedFigures(folder = savedFolder()): Promise<string[]> {
  const files = await readdir(folder).catch(() => [] as string[]);
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/** How a figure that was kept is laid out. */
export interface KeptLook {
  /** A venue's style; default: as it was made. */
  readonly style?: PaperStyleName;
  /** Of a style, one column or both; default those that it was made for. */
  readonly width?: ColumnName;
}

/**
 * Reads a figure that was kept.
 *
 * @throws InputError naming the file when it is missing, is no figure of ours, or does not have that style.
 */
export async function loadFigure(
  name: string,
  folder = savedFolder(),
  { style, width }: KeptLook = {},
): Promise<Figure> {
  checkFigureName(name);
  const file = path.join(folder, `${name}.json`);
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputError(`${file}: no such figure.`);
  });
  try {
    const { format, version, figure, styles } = JSON.parse(text) as {
      format: string;
      version: number;
      figure: Figure;
      styles?: Readonly<Record<string, StyledChanges>>;
    };
    const sized = figure.layout.width > 0 && figure.layout.height > 0;
    if (format === 'ddr-lab figure' && version === 1 && Array.isArray(figure.data) && sized) {
      checkFigureName(figure.name);
      const kept = { ...figure, settled: true };
      return style === undefined ? kept : styled(kept, { file, styles, style, width });
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    // Said below, in words.
  }
  throw new InputError(`${file}: not a figure that this version keeps; run its notebook again.`);
}

interface Asked {
  readonly file: string;
  readonly styles?: Readonly<Record<string, StyledChanges>>;
  readonly style: PaperStyleName;
  readonly width?: ColumnName;
}

function styled(figure: Figure, { file, styles, style, width }: Asked): Figure {
  const columnsOf = width ?? ownColumns(figure);
  const changes = styles?.[`${style} ${columnsOf}`];
  if (changes === undefined) {
    throw new InputError(`${file}: was kept without the style ${style}; run its notebook again.`);
  }
  if (changes.refused !== undefined) throw new InputError(changes.refused);
  const data = withChanges(figure.data, changes.data) as Figure['data'];
  const layout = withChanges(figure.layout, changes.layout) as Figure['layout'];
  return { ...figure, data, layout, style, width: columnsOf };
}

/** The columns that a figure was made for; of inches, those that hold it. */
function ownColumns({ width, layout }: Figure): ColumnName {
  if (width === 'single' || width === 'double') return width;
  return layout.width > widthInPixels('single') ? 'double' : 'single';
}
