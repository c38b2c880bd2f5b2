import { InputError } from '@ddr-lab/base/errors';
import type { Colours, FigureLook } from './figure-options';
import type { Letters } from './fit-text';
import { type FigureWidth, pageSize, pixelsPerInch, widthInPixels } from './page';

/** Arimo travels with the project (and inside every SVG and PDF); the others have the same widths. */
export const fontFamily = 'Arimo, "Liberation Sans", Arial, Helvetica, sans-serif';

/** Points of a figure's letters, and CSS pixels (1/96 inch) of a point. */
const points = { normal: 9, smallest: 4, largest: 48 };
export const pixelsPerPoint = 96 / 72;

/** A figure's look with everything that was left out filled in, in CSS pixels. */
export interface ResolvedLook {
  /** The most that the figure takes, or exactly its width where `filled`. */
  readonly width: number;
  /** Whether the width was given as a number. */
  readonly filled: boolean;
  /** The height that was asked for. */
  readonly height?: number;
  /** The largest height that a figure may have of itself. */
  readonly limit: number;
  readonly normal: Letters;
  /** Notes and ticks. */
  readonly small: Letters;
  readonly heading: string;
  /** The heading's. */
  readonly title: Letters;
  readonly legend?: boolean;
  /** Diameter of markers. */
  readonly marker?: number;
  readonly colours?: Colours;
  readonly columns: number;
  readonly axesNote?: string;
}

/**
 * A look with everything filled in.
 *
 * @throws InputError naming the option that is none.
 */
export function resolveLook(look: FigureLook, width: FigureWidth): ResolvedLook {
  const { page = 'cvpr', height, font = {}, heading = '', markerSize, columns = Infinity } = look;
  const wide = look.width ?? width;
  const size = font.size ?? points.normal;
  check('font.size', size, points.smallest, points.largest, 'points');
  if (font.heading !== undefined) check('font.heading', font.heading, points.smallest, 72, 'points');
  if (height !== undefined) check('height', height, 0.5, 40, 'inches');
  if (markerSize !== undefined) check('markerSize', markerSize, 0.5, 40, 'points');
  if (look.columns !== undefined) check('columns', columns, 1, 1000, 'panels side by side');
  const { family = fontFamily } = font;
  return {
    width: widthInPixels(wide, page),
    filled: typeof wide === 'number',
    ...(height === undefined ? {} : { height: Math.round(height * pixelsPerInch) }),
    limit: Math.floor(pageSize(page).height * pixelsPerInch),
    normal: { size: size * pixelsPerPoint, family },
    small: { size: Math.max(Math.min(size, 5), size - 1) * pixelsPerPoint, family },
    heading,
    title: { size: (font.heading ?? size + 1) * pixelsPerPoint, family },
    ...(look.legend === undefined ? {} : { legend: look.legend }),
    ...(markerSize === undefined ? {} : { marker: markerSize * pixelsPerPoint }),
    ...(look.colours === undefined ? {} : { colours: look.colours }),
    columns: Math.floor(columns),
    ...(look.axesNote === undefined ? {} : { axesNote: look.axesNote }),
  };
}

function check(option: string, value: number, low: number, high: number, unit: string): void {
  if (typeof value === 'number' && value >= low && value <= high) return;
  throw new InputError(
    `A figure's ${option} is a number of ${unit} from ${low} to ${high}, not ${JSON.stringify(value)}.`,
  );
}
