import { type Measured, measured } from './series';

/** On a logarithmic axis a bar downward ends at this share of its value or above; one that would go on is not drawn. */
const lowest = 0.1;

/**
 * Plotly's error bars: plus and minus one standard deviation; nothing where no value has one. On a logarithmic axis a bar that
 * would reach below a tenth of its value is drawn upward alone: 0 and what is below have no place there, and a bar to the
 * axis's end would claim a value.
 */
export function errorBars(
  values: readonly (number | Measured)[],
  colour: string,
  { logarithmic }: { readonly logarithmic: boolean },
): object {
  const all = values.map(measured);
  const up = all.map(({ standardDeviation }) => standardDeviation ?? null);
  if (up.every((deviation) => deviation === null)) return {};
  const down = all.map((value, i) => (logarithmic && upwardOnly(value) ? 0 : up[i]));
  const bars = { type: 'data', array: up, color: colour, thickness: 0.9, width: 2.5 };
  const symmetric = down.every((deviation, i) => deviation === up[i]);
  return { error_y: symmetric ? bars : { ...bars, symmetric: false, arrayminus: down } };
}

/** Whether a value's error bar has no place below it on a logarithmic axis. */
function upwardOnly({ mean, standardDeviation = 0 }: Measured): boolean {
  return mean - standardDeviation < lowest * mean;
}

/** Said in the note of a figure with such bars. */
export const upwardNote = 'bars upward only: s.d. near or above the mean';

/** The axes' note of a chart: one's own words, and what there is to say of its error bars. */
export function errorNote(
  own: string | undefined,
  values: readonly (number | Measured)[],
  logarithmic: boolean,
): { axesNote?: string } {
  const upward = logarithmic && values.some((value) => upwardOnly(measured(value)));
  if (own !== undefined || !upward) return own === undefined ? {} : { axesNote: own };
  return { axesNote: upwardNote };
}
