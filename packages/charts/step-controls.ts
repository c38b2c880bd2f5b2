import type { Layout } from './figure';
import { fontSize } from './theme';

/** CSS pixels that the controls take below the panels. */
const space = { slider: 76, buttons: 84 };

/** How one moment becomes the next. */
interface Motion {
  readonly transition: object;
  readonly frame: object;
}

/** What `stepControls` takes. */
export interface StepOptions {
  /** The step that is drawn before anything is moved. */
  readonly shown: number;
  /** Stands before the name of the step: `iteration `. */
  readonly prefix: string;
  /** Whether points glide from one step to the next, and a button plays them; default true. */
  readonly moving?: boolean;
}

/**
 * A slider over a figure's frames, and a button that plays them, below the panels: what `animation.layout` of the figure says, with the height and
 * the margin that they need.
 *
 * @param names of the frames.
 * @param layout the figure's.
 */
export function stepControls(
  names: readonly string[],
  layout: Layout,
  { shown, prefix, moving = true }: StepOptions,
): Partial<Layout> {
  const { margin, height } = layout as Layout & { margin: { t: number; b: number } };
  const plot = height - margin.t - margin.b;
  const motion: Motion = moving
    ? { transition: { duration: 600, easing: 'cubic-in-out' }, frame: { duration: 900, redraw: true } }
    : { transition: { duration: 0 }, frame: { duration: 0, redraw: true } };
  return {
    height: height + space.slider,
    margin: { ...margin, b: margin.b + space.slider },
    sliders: [
      slider(names, { shown, prefix, motion, y: -margin.b / plot, left: moving ? space.buttons : 12 }),
    ],
    ...(moving ? { updatemenus: [playButtons(-margin.b / plot, motion)] } : {}),
  };
}

function slider(
  names: readonly string[],
  place: { shown: number; prefix: string; motion: Motion; y: number; left: number },
): object {
  const { shown, prefix, motion, y, left } = place;
  return {
    active: shown,
    x: 0,
    xanchor: 'left',
    len: 1,
    y,
    yanchor: 'top',
    pad: { l: left, r: 12, t: 0, b: 0 },
    minorticklen: 0,
    ticklen: 3,
    font: { size: fontSize.small },
    currentvalue: { prefix, xanchor: 'left', font: { size: fontSize.normal }, offset: 4 },
    steps: names.map((label) => ({
      label,
      method: 'animate',
      args: [[label], { mode: 'immediate', ...motion }],
    })),
  };
}

function playButtons(y: number, motion: Motion): object {
  return {
    type: 'buttons',
    direction: 'left',
    showactive: false,
    x: 0,
    xanchor: 'left',
    y,
    yanchor: 'top',
    pad: { l: 0, r: 0, t: 18, b: 0 },
    font: { size: fontSize.small },
    buttons: [
      { label: '\u25b6', method: 'animate', args: [null, { mode: 'immediate', ...motion }] },
      {
        label: '\u2016',
        method: 'animate',
        args: [
          [null],
          { mode: 'immediate', transition: { duration: 0 }, frame: { duration: 0, redraw: false } },
        ],
      },
    ],
  };
}
