import { InputError } from '@ddr-lab/base/errors';
import type { FigureLook } from './figure-options';
import type { PatchSheet } from './patch-sheet';

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
export function liveFigure({ data, layout, animation }: Figure): LiveFigure {
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
