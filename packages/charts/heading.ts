import { fitText, lineHeight, type Letters } from './fit-text';
import type { ResolvedLook } from './look';
import { plotLines } from './text';

/** The words above a figure, as Plotly's `title`, and the CSS pixels that they take. */
export interface Heading {
  readonly height: number;
  readonly layout: { readonly title?: object };
}

/** CSS pixels above and below. */
const headingSpace = { above: 3, below: 5 };

/** A figure's heading in up to three lines; nothing where there is none. */
export function headingFor({ heading, title: letters }: ResolvedLook, width: number): Heading {
  if (heading.trim() === '') return { height: 0, layout: {} };
  const lines = fitText(heading, width - 8, letters, 3);
  const title = {
    text: plotLines(lines),
    x: 0.5,
    xanchor: 'center',
    xref: 'container',
    y: 1,
    yanchor: 'top',
    yref: 'container',
    pad: { t: headingSpace.above },
    font: { size: letters.size },
  };
  return {
    height: Math.ceil(lines.length * letters.size * lineHeight) + headingSpace.above + headingSpace.below,
    layout: { title },
  };
}

/** One line's height, whole CSS pixels. */
export function linesHeight(lines: number, { size }: Letters): number {
  return Math.ceil(lines * size * lineHeight);
}
