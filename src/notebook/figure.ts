import path from 'node:path';
import { ChromiumMissing } from '@ddr-lab/charts/chromium';
import { exportWithPicture, screenPicture, type ScreenPicture } from '@ddr-lab/charts/export';
import { checkFigureName, type Figure, liveFigure, type PlainFigure } from '@ddr-lab/charts/figure';
import type { FigureWidth } from '@ddr-lab/charts/look';
import { settledFigure } from '@ddr-lab/charts/made';
import { type PaperStyleOption, wholeStyle } from '@ddr-lab/charts/paper-style';
import { liveBundle, type PlotlyBundle } from '@ddr-lab/charts/plotly-bundle';
import { figuresFolder, saveFigure } from '../charts/saved';
import { defaultStyle, inStyle } from '../charts/style';
import { type Bundle, show } from '@ddr-lab/book/cells/display';
import { figureHtml, scriptHtml } from '@ddr-lab/book/cells/figure-html';
import { pageState } from '@ddr-lab/book/cells/page-state';

/** What `figure` takes. */
export interface ShowOptions {
  /** Also write NAME.svg, NAME.pdf and NAME.png to `figures/` (or DDR_FIGURES). Default true where it has a name. */
  export?: boolean;
  /** A paper's style, as in a figure's own options. Default DDR_STYLE's, else none. */
  style?: PaperStyleOption;
  /** `single` or `double` columns, or inches. Default the figure's own. */
  width?: FigureWidth;
  /** Whether the figure's heading is drawn. Default true, in a style what the style says: false for a paper. */
  title?: boolean;
}

/**
 * Shows a figure below the cell, at its final size, everywhere: interactive where scripts run (JupyterLab, the classic
 * notebook, VS Code, our HTML book), a picture where they do not; and exports it. Where there is no Chromium,
 * there is no picture and no export, and one line says so. Beside the pictures it writes the figure's data and caption. With
 * `{ style: 'ieee', width: 'single' }` it is laid out for that paper. Plain Plotly data, `figure({ data, layout })`, get the house's theme
 * where they say nothing; with a `name` they are exported too.
 *
 * @throws InputError when the figure's name is no file's name, a trace type is unknown or the style is none.
 */
export async function figure(made: Figure | PlainFigure, options: ShowOptions = {}): Promise<void> {
  const asked = withLook(made, options);
  const spec = settledFigure(inStyle(asked));
  checkFigureName(spec.name);
  const needs = liveBundle(spec);
  const exported = options.export ?? made.name !== undefined;
  if (exported) await saveFigure(asked);
  const picture = await makePicture(spec, exported);
  show(figureBundle(spec, picture, embedsScript(spec, needs)));
}

function withLook<Made extends Figure | PlainFigure>(made: Made, { style, width, title }: ShowOptions): Made {
  const look = {
    ...(style === undefined ? {} : { style }),
    ...(width === undefined ? {} : { width }),
  };
  if (title === undefined) return { ...made, ...look };
  const own = style ?? made.style ?? defaultStyle();
  // Without a style the figure keeps its size: only the words go.
  if (own === undefined) return title ? { ...made, ...look } : { ...made, ...look, heading: '' };
  return { ...made, ...look, style: { ...wholeStyle(own), title } };
}

/** The forms of a figure that is the last expression of a cell: shown as by `figure`, written to no file. */
export async function figureValue(made: Figure | PlainFigure): Promise<Bundle> {
  const spec = settledFigure(inStyle(made));
  const picture = await makePicture(spec, false);
  return figureBundle(spec, picture, embedsScript(spec, liveBundle(spec)));
}

/** All the forms of a figure. `script`: the output carries Plotly too. */
export function figureBundle(made: Figure, picture: ScreenPicture | undefined, script: boolean): Bundle {
  const spec = settledFigure(made);
  const { name, title } = spec;
  const text = `[figure ${name}${title === undefined ? '' : `: ${title}`}]`;
  return {
    'application/vnd.plotly.v1+json': { ...liveFigure(spec), config: { displaylogo: false } },
    'text/html': (script ? scriptHtml(liveBundle(spec)) : '') + figureHtml(spec, picture?.webp),
    ...(picture ? { 'image/png': picture.png.toString('base64') } : {}),
    'text/plain': text,
  };
}

/**
 * Whether this figure's output must carry the script: where `openNotebook` was not called, the first
 * figure's does, and does so again when its cell is run again, as that replaces its output.
 */
function embedsScript({ name }: Figure, needs: PlotlyBundle): boolean {
  const { scripts } = pageState();
  const holder = scripts.get(needs) ?? (needs === 'basic' ? scripts.get('cartesian') : undefined);
  if (holder === undefined) scripts.set(needs, name);
  return holder === undefined || holder === name;
}

async function makePicture(spec: Figure, exported: boolean): Promise<ScreenPicture | undefined> {
  try {
    return exported ? (await exportWithPicture(spec, figuresFolder())).picture : await screenPicture(spec);
  } catch (error) {
    if (!(error instanceof ChromiumMissing)) throw error;
    const state = pageState();
    if (!state.toldOfChromium) {
      const folder = path.relative(process.cwd(), figuresFolder()) || '.';
      console.log(`No figure is exported to ${folder}, the charts below need scripts: ${error.message}`);
    }
    state.toldOfChromium = true;
    return undefined;
  }
}
