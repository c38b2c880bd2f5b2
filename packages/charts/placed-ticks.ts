import type { ResolvedLook } from './look';
import { plotText } from './text';
import { textWidth } from './text-width';

/** Places on an axis, and what is written there. */
export interface Ticks {
  readonly at: readonly number[];
  readonly text: readonly string[];
}

/**
 * The part of an axis's layout that puts ticks where they are asked for, of which the last stand where labels would lie on each other.
 *
 * @param room length of the axis, CSS pixels.
 */
export function placedTicks({ at, text }: Ticks, room: number, look: ResolvedLook): object {
  const widths = text.map((one) => textWidth(one, look.small.size, look.small.family) + 6);
  const [low, high] = [Math.min(...at), Math.max(...at)];
  const place = (i: number): number => ((at[i] - low) / (high - low || 1)) * room;
  const kept: number[] = [];
  for (let i = text.length - 1; i >= 0; i--) {
    const next = kept[kept.length - 1];
    if (next === undefined || place(next) - place(i) >= (widths[i] + widths[next]) / 2) kept.push(i);
  }
  kept.reverse();
  return { tickangle: 0, tickvals: kept.map((i) => at[i]), ticktext: kept.map((i) => plotText(text[i])) };
}
