import type { FigureWidth, PageName } from './page';
import type { PatchSheet } from './patch-sheet';

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
  /** Height on paper, inches: exactly that. By default as the content needs, at most the page's. */
  readonly height?: number;
  /** Words drawn above everything; a paper's figures have none (their `title` is the caption). */
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
