import { InputError } from '@ddr-lab/base/errors';
import type { Colours, FigureLook } from './figure';
import { type PaperStyleOption, wholeStyle } from './paper-style';
import type { Letters } from './text';

/** The place that a two-column paper has for figures, inches. */
export interface PageSize {
  /** Width of a column. */
  readonly single: number;
  /** Width of the text, across both columns. */
  readonly double: number;
  /** The largest height of a figure. */
  readonly height: number;
}

/**
 * `cvpr`: the text block of 6.875 x 8.875 in of CVPR's author kit, its columns 3.25 in wide. `ieee`: columns of 21 and 43 picas, no
 * figure deeper than 216 mm (IEEE's template for Transactions). `screen`: as wide as `cvpr`, of any height, for pages that
 * scroll.
 */
export const pages = {
  cvpr: { single: 3.25, double: 6.875, height: 8.875 },
  ieee: { single: 3.5, double: 7.16, height: 8.5 },
  screen: { single: 3.25, double: 6.875, height: Infinity },
} as const satisfies Record<string, PageSize>;

export type PageName = keyof typeof pages;

/** One or both columns of a two-column paper, or a number of inches, 1 to 40. */
export type FigureWidth = 'single' | 'double' | number;

/** CSS pixels an inch. */
export const pixelsPerInch = 96;

/**
 * A width on paper in inches.
 *
 * @throws InputError on another word, or a number that is no width of a figure.
 */
export function widthInInches(width: FigureWidth, page: PageName = 'cvpr'): number {
  return widthOn(pageSize(page), width);
}

function widthOn(size: PageSize, width: FigureWidth): number {
  if (width === 'single' || width === 'double') return size[width];
  if (typeof width === 'number' && width >= 1 && width <= 40) return width;
  throw new InputError(
    `A figure's width is "single" (${size.single} in), "double" (${size.double} in) or a number of inches from 1 to 40, not ${JSON.stringify(width)}.`,
  );
}

/** The width on paper in CSS pixels (1/96 inch), whole. */
export function widthInPixels(width: FigureWidth, page: PageName = 'cvpr'): number {
  return wholePixels(widthInInches(width, page));
}

const wholePixels = (inches: number): number => Math.floor(inches * pixelsPerInch + 1e-6);

/** The columns that a style asks for, inches; of a page that scrolls, the height stays. */
function styledSize(style: PaperStyleOption, page: PageName | undefined): PageSize {
  const { column, text, height } = wholeStyle(style);
  const inches = (millimetres: number): number => Number((millimetres / 25.4).toFixed(3));
  const limit = page === 'screen' ? Infinity : inches(height);
  return { single: inches(column), double: inches(text), height: limit };
}

/** The style, or one's own page without one: whether the figure has the whole width, its letters, and whether it has a heading. */
interface Base {
  readonly size: PageSize;
  readonly filled: boolean;
  readonly points: number;
  readonly family: string;
  readonly headed: boolean;
}

function baseOf({ style, page }: FigureLook): Base {
  if (style === undefined) {
    const size = pageSize(page ?? 'cvpr');
    return { size, filled: false, points: points.normal, family: fontFamily, headed: true };
  }
  const { family = fontFamily, size: letters, title } = wholeStyle(style);
  return { size: styledSize(style, page), filled: true, points: letters, family, headed: title };
}

/**
 * A page by its name.
 *
 * @throws InputError on an unknown one.
 */
function pageSize(page: PageName): PageSize {
  if (!Object.hasOwn(pages, page)) {
    throw new InputError(
      `Pages for figures are ${Object.keys(pages).join(', ')}, not ${JSON.stringify(page)}.`,
    );
  }
  return pages[page];
}

/** Arimo travels with the project (and inside every SVG and PDF); the others have the same widths. */
export const fontFamily = 'Arimo, "Liberation Sans", Arial, Helvetica, sans-serif';

/** Points of a figure's letters, and CSS pixels (1/96 inch) of a point. */
const points = { normal: 9, smallest: 4, largest: 48 };
export const pixelsPerPoint = 96 / 72;

/** A figure's look with everything that was left out filled in, in CSS pixels. */
export interface ResolvedLook {
  /** The most that the figure takes, or exactly its width where `filled`. */
  readonly width: number;
  /** Whether the width was given as a number, or is a style's. */
  readonly filled: boolean;
  /** The height that was asked for. */
  readonly height?: number;
  /** The largest height that a figure may have of itself. */
  readonly limit: number;
  readonly normal: Letters;
  /** Notes and ticks. */
  readonly small: Letters;
  readonly heading: string;
  /** Whether a heading may be drawn: a paper's style has none. */
  readonly headed: boolean;
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
  const { height, font = {}, markerSize, columns = Infinity } = look;
  const base = baseOf(look);
  const heading = base.headed ? (look.heading ?? '') : '';
  const wide = look.width ?? width;
  const size = font.size ?? base.points;
  check('font.size', size, points.smallest, points.largest, 'points');
  if (font.heading !== undefined) check('font.heading', font.heading, points.smallest, 72, 'points');
  if (height !== undefined) check('height', height, 0.5, 40, 'inches');
  if (markerSize !== undefined) check('markerSize', markerSize, 0.5, 40, 'points');
  if (look.columns !== undefined) check('columns', columns, 1, 1000, 'panels side by side');
  const { family = base.family } = font;
  return {
    width: wholePixels(widthOn(base.size, wide)),
    filled: base.filled || typeof wide === 'number',
    headed: base.headed,
    ...(height === undefined ? {} : { height: Math.round(height * pixelsPerInch) }),
    limit: Math.floor(base.size.height * pixelsPerInch),
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
