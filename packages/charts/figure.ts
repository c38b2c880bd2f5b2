import { InputError } from '@ddr-lab/base/errors';
import type { FigureWidth, PageName } from './look';
import type { PaperStyleOption } from './paper-style';

/** Many small pictures in one: square cells, row by row. */
export interface PatchSheet {
  /** A WebP as a data URI. */
  readonly source: string;
  /** Side of a cell, pixels. */
  readonly size: number;
  /** Cells in a row. */
  readonly columns: number;
  /** Number of patches. */
  readonly count: number;
  /** What each patch is called where it appears, such as its image's name; may be left out. */
  readonly names?: readonly string[];
}

/** A figure's letters. */
export interface FigureFont {
  /**
   * A CSS font family; default Arimo, which is embedded in every file. Another must be on the machine that draws, and is embedded
   * in PDFs alone.
   */
  readonly family?: string;
  /** Points of titles, heads and legends on paper; default 9. Notes and ticks are one point smaller, down to 5. */
  readonly size?: number;
  /** Points of the heading; default one more than `size`. */
  readonly heading?: number;
}

/** Colours (CSS, `#rrggbb`) in the order of the legend, or by the names in it; names left out keep their own. */
export type Colours = readonly string[] | Readonly<Record<string, string>>;

/**
 * How a figure looks. Every function that makes a figure takes these, and so does a finished figure:
 * `{ ...figure, width: 'single' }` is laid out anew for that width when it is shown or exported.
 */
export interface FigureLook {
  /**
   * `single` or `double`: the most that the figure takes, one or both columns of the page; grids are narrower where their panels
   * have their largest size. A number of inches: exactly that.
   */
  readonly width?: FigureWidth;
  /** Whose columns these are: `cvpr` (default), `ieee`, or `screen` for pages that scroll. */
  readonly page?: PageName;
  /**
   * The paper that the figure is for: `ieee`, `cvpr`, `nature`, or `{ column, text, size, ... }` in millimetres and points. The file is
   * then exactly as wide as the column (`single`) or the text (`double`), its letters have the style's size at `\columnwidth`,
   * and no heading is drawn. Of `page` only the height of `screen` counts beside it. Default: none.
   */
  readonly style?: PaperStyleOption;
  /** Height on paper, inches: exactly that. By default as the content needs, at most the page's. */
  readonly height?: number;
  /** Words drawn above everything; a paper's figures have none (their `title` is the caption), nor do figures with a `style`. */
  readonly heading?: string;
  readonly font?: FigureFont;
  /** Whether there is a legend; default where there is more than one thing to tell. */
  readonly legend?: boolean;
  /** Diameter of markers in points; default 3.4 in scatter plots, 4.5 on lines. */
  readonly markerSize?: number;
  readonly colours?: Colours;
  /** At most so many panels side by side, the others below; default as many as can be read. */
  readonly columns?: number;
  /** A few words at the lower right, in grey. Empty: none. */
  readonly axesNote?: string;
}

/** What every function that makes a figure takes. */
export interface FigureOptions extends FigureLook {
  /** The name of its files, without an ending. */
  readonly name?: string;
  /** The caption in the notebook and the alternative text of the picture; not drawn. */
  readonly title?: string;
  /** Pictures that appear where the cursor is over a point; figures without points of patches leave them out. */
  readonly patches?: PatchSheet;
}

const lookKeys = [
  'width',
  'page',
  'style',
  'height',
  'heading',
  'font',
  'legend',
  'markerSize',
  'colours',
  'columns',
  'axesNote',
] as const satisfies readonly (keyof FigureLook)[];

/** Those of the options that say how a figure looks and are given. */
export function lookOf(options: FigureLook): FigureLook {
  return Object.fromEntries(
    lookKeys.flatMap((key) => (options[key] === undefined ? [] : [[key, options[key]]])),
  ) as FigureLook;
}

/** One Plotly trace. Attributes are Plotly's own: https://plotly.com/javascript/reference/ */
export interface Trace {
  type: string;
  [attribute: string]: unknown;
}

/** Plotly's layout, with the size in CSS pixels (1/96 inch) that the figure has on paper. */
export interface Layout {
  width: number;
  height: number;
  [attribute: string]: unknown;
}

/**
 * A figure: what a pure function makes of results, and what the notebook shows and `ddr figures` exports.
 * `data` and `layout` are plain JSON, so that a figure can be saved and drawn again. Its look may be changed after it was
 * made: `{ ...figure, width: 'single' }` is laid out anew where it is shown or exported.
 */
export interface Figure extends FigureLook {
  /** The name of its files, without an ending: letters, digits, `-`, `_` and `.`. */
  readonly name: string;
  /** The caption in the notebook and the alternative text of the picture; not drawn into the figure. */
  readonly title?: string;
  readonly data: readonly Trace[];
  readonly layout: Layout;
  /** The pictures that appear where the cursor is over a point; a point's `customdata` is the number of its own. */
  readonly patches?: PatchSheet;
  /** What moves where scripts run; pictures and files show `data` and `layout` alone. */
  readonly animation?: Animation;
  /** What stands in its place where scripts run, such as a map that can be turned; pictures and files show `data` and `layout`. */
  readonly live?: LiveFigure;
  /** How it is laid out anew where its look was changed. Figures that were kept in a file have none. */
  readonly draft?: Draft;
  /** Set where nothing is left to lay out: `data` and `layout` are drawn as they are. */
  readonly settled?: boolean;
}

/** Makes the figure again, with what is given of another look. */
export type Draft = (look: FigureLook) => Figure;

/** Plotly's data and layout as anybody writes them; what they leave out, the house's theme says. */
export interface PlainFigure extends FigureLook {
  /** The name of its files; without one it is shown and not exported. */
  readonly name?: string;
  readonly title?: string;
  readonly data: readonly { readonly [attribute: string]: unknown }[];
  readonly layout?: { readonly [attribute: string]: unknown };
}

/** Plotly's frames and the controls that play them. */
export interface Animation {
  readonly frames: readonly Frame[];
  /** Laid over the figure's layout: sliders, buttons, and the height and margins that they need. */
  readonly layout: Readonly<Partial<Layout>>;
}

/** One moment: what is different in some traces (`traces` names them by number) and in the layout. */
export interface Frame {
  readonly name: string;
  readonly traces: readonly number[];
  readonly data: readonly object[];
  readonly layout?: object;
}

/** What Plotly draws live: the figure's JSON with its frames and their controls. */
export interface LiveFigure {
  readonly data: readonly Trace[];
  readonly layout: Layout;
  readonly frames?: readonly Frame[];
}

/** The figure as it is where scripts run. */
export function liveFigure({ data, layout, animation, live }: Figure): LiveFigure {
  if (live) return live;
  if (!animation) return { data, layout };
  return { data, layout: { ...layout, ...animation.layout }, frames: animation.frames };
}

/**
 * Refuses a name that would not do as a file's name in every system, or would leave the folder.
 *
 * @throws InputError
 */
export function checkFigureName(name: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(name)) {
    throw new InputError(
      `A figure cannot be named ${JSON.stringify(name)}: use letters, digits, "-", "_" and ".", ` +
        'starting with a letter or digit, at most 100 of them.',
    );
  }
}
