import { keepChromium } from '@ddr-lab/charts/chromium';
import { type PlotlyBundle, plotlyVersion } from '@ddr-lab/charts/plotly-bundle';
import { inKernel, show } from './display';
import { scriptHtml } from './figure-html';
import { pageState } from './page-state';

/** What `openNotebook` takes. */
export interface OpenNotebookOptions {
  /** `basic` (scatter, bar, pie; default) or `cartesian` (also box, violin, histogram, heatmap, contour). */
  plotly?: PlotlyBundle;
}

/**
 * For a notebook's first cell: puts the script that makes figures interactive into the notebook, once, so
 * that it works offline and any figure's cell can be run again without losing it. Running the first cell
 * again puts it out again, in its place. The Chromium that draws the figures then stays as long as the kernel;
 * outside a kernel it ends when it is idle, as ever.
 */
export function openNotebook({ plotly = 'basic' }: OpenNotebookOptions = {}): void {
  // In plain Node it would keep the program from ending.
  if (inKernel()) keepChromium();
  const html = scriptHtml(plotly);
  const size = (html.length / 1e6).toFixed(1);
  const words = `Charts: Plotly ${plotlyVersion()}, kept in this notebook once (${size} MB), works offline.`;
  show({
    'text/plain': words,
    'text/html': `<div class="ddr-aside" style="color:#666;font-size:90%">${words}</div>${html}`,
  });
  pageState().scripts.set(plotly, 'openNotebook');
}
