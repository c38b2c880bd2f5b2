import { InputError } from '@ddr-lab/base/errors';

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
  const size = pageSize(page);
  if (width === 'single' || width === 'double') return size[width];
  if (typeof width === 'number' && width >= 1 && width <= 40) return width;
  throw new InputError(
    `A figure's width is "single" (${size.single} in), "double" (${size.double} in) or a number of inches from 1 to 40, not ${JSON.stringify(width)}.`,
  );
}

/** The width on paper in CSS pixels (1/96 inch), whole. */
export function widthInPixels(width: FigureWidth, page: PageName = 'cvpr'): number {
  return Math.floor(widthInInches(width, page) * pixelsPerInch + 1e-6);
}

/**
 * A page by its name.
 *
 * @throws InputError on an unknown one.
 */
export function pageSize(page: PageName): PageSize {
  if (!Object.hasOwn(pages, page)) {
    throw new InputError(
      `Pages for figures are ${Object.keys(pages).join(', ')}, not ${JSON.stringify(page)}.`,
    );
  }
  return pages[page];
}
