import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '@ddr-lab/base/errors';
import { writeWhole } from '@ddr-lab/base/files/write-whole';
import { projectRoot } from '@ddr-lab/base/project';
import { checkFigureName, type Figure } from '@ddr-lab/charts/figure';
import { settledFigure } from '@ddr-lab/charts/made';

/** Where notebooks export figures to: DDR_FIGURES, else `figures/` in the project, wherever the kernel runs. */
export function figuresFolder(): string {
  const named = process.env.DDR_FIGURES;
  return named ? path.resolve(named) : path.join(projectRoot, 'figures');
}

/** Where the last run's figures are kept as Plotly JSON, for `ddr figures`: `.ddr/figures/` in the project. */
export function savedFolder(): string {
  return path.join(projectRoot, '.ddr', 'figures');
}

/** Keeps the figure as NAME.json. Patches are left out: they only appear on hover. */
export async function saveFigure(made: Figure, folder = savedFolder()): Promise<string> {
  checkFigureName(made.name);
  const figure = settledFigure(made);
  const rest: Figure = { ...figure, patches: undefined };
  const file = path.join(folder, `${figure.name}.json`);
  await writeWhole(file, `${JSON.stringify({ format: 'ddr-lab figure', version: 1, figure: rest })}\n`);
  return file;
}

/** The names of the figures kept, in order. */
export async function savedFigures(folder = savedFolder()): Promise<string[]> {
  const files = await readdir(folder).catch(() => [] as string[]);
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();
}

/**
 * Reads a figure that was kept.
 *
 * @throws InputError naming the file when it is missing or is no figure of ours.
 */
export async function loadFigure(name: string, folder = savedFolder()): Promise<Figure> {
  checkFigureName(name);
  const file = path.join(folder, `${name}.json`);
  const text = await readFile(file, 'utf8').catch(() => {
    throw new InputError(`${file}: no such figure.`);
  });
  try {
    const { format, version, figure } = JSON.parse(text) as {
      format: string;
      version: number;
      figure: Figure;
    };
    const sized = figure.layout.width > 0 && figure.layout.height > 0;
    if (format === 'ddr-lab figure' && version === 1 && Array.isArray(figure.data) && sized) {
      checkFigureName(figure.name);
      return { ...figure, settled: true };
    }
  } catch {
    // Said below, in words.
  }
  throw new InputError(`${file}: not a figure that this version keeps; run its notebook again.`);
}
