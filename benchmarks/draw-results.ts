import path from 'node:path';
import { closeChromium } from '@ddr-lab/charts/chromium';
import { exportFigure } from '@ddr-lab/charts/export';
import { benchChart } from './chart';
import { growthChart } from './growth-chart';
import type { ResultRow } from './results';

/** Draws the chart of results beside the file that they are saved in, as SVG and PNG; returns the files. */
export async function drawResults(file: string, rows: readonly ResultRow[]): Promise<string[]> {
  const grown = rows.some(({ growth }) => growth > 1);
  const figure = grown ? growthChart(rows) : benchChart(rows);
  try {
    const { dir, name } = path.parse(file);
    return await exportFigure({ ...figure, name }, dir, { formats: ['svg', 'png'], dpi: 200, data: false });
  } finally {
    await closeChromium();
  }
}
