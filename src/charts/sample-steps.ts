import { InputError } from '@ddr-lab/base/errors';
import { type Figure, type FigureOptions, type Frame, type Layout, lookOf } from '@ddr-lab/charts/figure';
import { type Drawing, madeFigure } from '@ddr-lab/charts/made';
import { stepControls } from '@ddr-lab/charts/step-controls';
import { sampleGrid, type SampleRow } from './sample-grid';

/** One step: its place on the slider, and what the grid shows there. */
export interface SampleStep {
  /** On the slider, and unlike all others: `0.25`. */
  readonly label: string;
  readonly rows: readonly SampleRow[];
}

/** A picture of the grid on which a click chooses the step. */
export interface ClickPicture {
  readonly row: number;
  readonly column: number;
  /** Of each step: the square that it stands for, in shares of the picture, from its upper left corner. */
  readonly squares: readonly { readonly left: number; readonly top: number; readonly size: number }[];
}

/** What `sampleSteps` takes. */
export interface SampleStepsOptions extends FigureOptions {
  readonly name: string;
  /** Grids of one shape. */
  readonly steps: readonly SampleStep[];
  /** The step that pictures and files show; default the first. */
  readonly shown?: number;
  /** Before the step's label: `strength `. */
  readonly prefix?: string;
  readonly columnTitles?: readonly string[];
  readonly click?: ClickPicture;
  /** A button goes through the steps by itself; default false. */
  readonly playing?: boolean;
}

/**
 * `sampleGrid` with a slider: the pictures of one step after the other. With `click`, points on one of the pictures stand for the steps, and a click on one goes
 * there; the square that is shown has a frame. Where scripts do not run, one step is shown.
 *
 * @throws InputError where there is no step, where two have one label, another number of squares than steps, and as `sampleGrid` does.
 */
export async function sampleSteps(options: SampleStepsOptions): Promise<Figure> {
  const { name, steps, columnTitles, shown = 0, click } = options;
  const labels = steps.map(({ label }) => label);
  if (steps[shown] === undefined || new Set(labels).size < labels.length) {
    throw new InputError(`The figure ${name} needs steps with labels of their own, and one to be shown.`);
  }
  if (click && click.squares.length !== steps.length) {
    throw new InputError(
      `The figure ${name} has ${click.squares.length} squares to click on for ${steps.length} steps.`,
    );
  }
  const grids: Figure[] = [];
  for (const { rows } of steps) {
    grids.push(await sampleGrid({ ...options, rows, ...(columnTitles && { columnTitles }) }));
  }
  return madeFigure((again: SampleStepsOptions) => draw(again, grids), options);
}

function draw(options: SampleStepsOptions, grids: readonly Figure[]): Drawing {
  const { steps, shown = 0, prefix = '', click, playing = false } = options;
  const labels = steps.map(({ label }) => label);
  const drawn = grids.map((grid) => grid.draft?.(lookOf(options)) ?? grid);
  const layouts = drawn.map(({ layout }, step) => (click ? withFrame(layout, click, step, steps) : layout));
  const frames = layouts.map(({ images, annotations, shapes }, step): Frame => {
    return {
      name: labels[step],
      traces: [0],
      data: [{}],
      layout: { images, annotations, ...(shapes ? { shapes } : {}) },
    };
  });
  const { name, title, data, width } = drawn[shown];
  const layout = layouts[shown];
  return {
    name,
    ...(title === undefined ? {} : { title }),
    data: click ? [...data, clickTrace(layout, click, steps)] : data,
    layout,
    width,
    animation: { frames, layout: stepControls(labels, layout, { shown, prefix, moving: playing }) },
  };
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly sizex: number;
  readonly sizey: number;
}

/** Where the picture lies, in shares of the plot. */
function placeOf({ images }: Layout, { row, column }: ClickPicture, steps: readonly SampleStep[]): Placed {
  const columns = steps[0].rows[0].images.length;
  return (images as readonly Placed[])[row * columns + column];
}

function withFrame(layout: Layout, click: ClickPicture, step: number, steps: readonly SampleStep[]): Layout {
  const { x, y, sizex, sizey } = placeOf(layout, click, steps);
  const { left, top, size } = click.squares[step];
  // Pictures above the axes would cover the points.
  const images = (layout.images as readonly object[]).map((image) => ({ ...image, layer: 'below' }));
  const shape = {
    type: 'rect',
    xref: 'paper',
    yref: 'paper',
    x0: x + left * sizex,
    x1: x + (left + size) * sizex,
    y0: y - top * sizey,
    y1: y - (top + size) * sizey,
    line: { color: '#c1121f', width: 1.5 },
  };
  return { ...layout, images, shapes: [shape] };
}

/** A point in the middle of each square; the runtime of the page goes to the frame that a point names. */
function clickTrace(
  layout: Layout,
  click: ClickPicture,
  steps: readonly SampleStep[],
): Figure['data'][number] {
  const { x, y, sizex, sizey } = placeOf(layout, click, steps);
  return {
    type: 'scatter',
    mode: 'markers',
    uid: 'choose',
    x: click.squares.map(({ left, size }) => x + (left + size / 2) * sizex),
    y: click.squares.map(({ top, size }) => y - (top + size / 2) * sizey),
    marker: { size: 7, color: 'rgba(255,255,255,0.55)', line: { color: '#222222', width: 1 } },
    cliponaxis: false,
    hoverinfo: 'text',
    hovertext: steps.map(({ label }) => label),
    meta: { frames: steps.map(({ label }) => label) },
    showlegend: false,
  };
}
