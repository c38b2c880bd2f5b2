import { plotText } from './text';
import { fontSize } from './theme';

/**
 * A text at a place on the figure (`x` and `y` in shares of the plot), centred, without an arrow; its letters are
 * drawn as they stand. `place` holds more of Plotly's attributes for annotations, or others than these.
 */
export function annotation(
  text: string,
  x: number,
  y: number,
  place: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    text: plotText(text),
    xref: 'paper',
    yref: 'paper',
    x,
    y,
    xanchor: 'center',
    showarrow: false,
    borderpad: 0,
    font: { size: fontSize.normal },
    ...place,
  };
}
