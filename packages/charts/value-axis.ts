import type { ResolvedLook } from './look';
import { fitText } from './fit-text';
import { plotLines } from './text';
import { axis } from './theme';

/** What a value axis needs to know. Lengths in CSS pixels. */
export interface ValueAxis {
  /** What and in which unit; undefined: said elsewhere. */
  readonly title: string | undefined;
  readonly values: readonly number[];
  readonly logarithmic: boolean;
  /** The axis's length, which its title must not pass. */
  readonly length: number;
  /** Roughly how many ticks a linear axis has at most; default 6. */
  readonly ticks?: number;
}

/** An upright axis of values with a faint grid across. */
export function valueAxis(
  { title, values, logarithmic, length, ticks = 6 }: ValueAxis,
  look: ResolvedLook,
): Record<string, unknown> {
  const words = title === undefined ? undefined : plotLines(fitText(title, length, look.normal, 2));
  return {
    ...axis(words, look),
    showgrid: true,
    gridcolor: '#e6e6e6',
    gridwidth: 0.5,
    ...(logarithmic
      ? logarithmicTicks(values)
      : {
          type: 'linear',
          rangemode: 'normal',
          nticks: Math.max(2, Math.min(ticks, Math.floor(length / 18))),
        }),
  };
}

/** A horizontal axis's title, in at most `lines` lines of the axis's length. */
export function axisTitle(
  title: string | undefined,
  length: number,
  { normal }: ResolvedLook,
  lines = 2,
): string | undefined {
  return title === undefined ? undefined : plotLines(fitText(title, length, normal, lines));
}

/** A tick at each power of ten; also at 2 and 5 where the values span less than two, at all digits where less than one. */
export function logarithmicTicks(values: readonly number[]): Record<string, unknown> {
  const powers = values.filter((value) => value > 0 && Number.isFinite(value)).map(Math.log10);
  const [low, high] = powers.length > 0 ? [Math.min(...powers), Math.max(...powers)] : [0, 1];
  const decades = high - low;
  const apart = Math.ceil(decades / 7);
  return {
    type: 'log',
    dtick: decades < 0.8 ? 'D1' : decades < 2 ? 'D2' : apart,
    // 0.1, 1, 10, 100; powers where that would be long.
    exponentformat: low < -4 || high > 6 ? 'power' : 'none',
    ...(decades < 2 || apart > 1 ? {} : { minor: { ticks: 'outside', ticklen: 1.5, tickwidth: 0.5 } }),
  };
}
