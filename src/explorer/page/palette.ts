import type { MapDegradation } from '../shared/data';
import type { Atlas } from './atlas';
import type { Colouring } from './state';

/** Markers of the paper's figures. */
export type Shape = 'circle' | 'triangle' | 'square' | 'diamond' | 'cross' | 'down';

/** How a family looks in every map: Okabe and Ito's colours, told apart with any common colour blindness. */
interface Look {
  readonly light: string;
  readonly dark: string;
  readonly shape: Shape;
}
const looks: Readonly<Record<string, Look>> = {
  clean: { light: '#0072B2', dark: '#5bb4ec', shape: 'circle' },
  blur: { light: '#D55E00', dark: '#f0813a', shape: 'triangle' },
  noise: { light: '#009E73', dark: '#2bc79c', shape: 'square' },
  jpeg: { light: '#B4598C', dark: '#dd8fbb', shape: 'diamond' },
  rain: { light: '#6b6b6b', dark: '#c9c9c9', shape: 'cross' },
};
const others: readonly Look[] = [
  { light: '#B58900', dark: '#E69F00', shape: 'down' },
  { light: '#3f88ad', dark: '#56B4E9', shape: 'circle' },
];

export const isDark = (): boolean => matchMedia('(prefers-color-scheme: dark)').matches;

/** What a degradation looks like; weaker degrees are paler. */
export function lookOf(
  degradations: readonly MapDegradation[],
  at: number,
  dark = isDark(),
): { colour: string; shape: Shape } {
  const { family, degree } = degradations[at];
  const families = [...new Set(degradations.map((one) => one.family))].filter(
    (one) => !Object.hasOwn(looks, one),
  );
  const look = Object.hasOwn(looks, family)
    ? looks[family]
    : others[families.indexOf(family) % others.length];
  const strength = family === 'clean' ? 1 : 0.42 + 0.58 * degree;
  return {
    colour: mix(dark ? '#15181b' : '#ffffff', dark ? look.dark : look.light, strength),
    shape: look.shape,
  };
}

function mix(from: string, to: string, share: number): string {
  const part = (text: string, at: number): number => parseInt(text.slice(1 + 2 * at, 3 + 2 * at), 16);
  const value = (at: number): number => Math.round(part(from, at) * (1 - share) + part(to, at) * share);
  return `rgb(${value(0)}, ${value(1)}, ${value(2)})`;
}

/** Viridis at nine places, dark to bright. */
const viridis = [
  '#440154',
  '#472d7b',
  '#3b528b',
  '#2c728e',
  '#21918c',
  '#28ae80',
  '#5ec962',
  '#addc30',
  '#fde725',
];

/** A colour of Viridis, 0 to 1; bright ones are left out on white, dark ones on black. */
export function ramp(share: number, dark = isDark()): string {
  const inside = Math.min(1, Math.max(0, share));
  const place = (dark ? 0.2 + 0.8 * inside : 0.9 * inside) * (viridis.length - 1);
  const at = Math.min(viridis.length - 2, Math.floor(place));
  return mix(viridis[at], viridis[at + 1], place - at);
}

/** The colour of every row, and what the ends of a scale mean where there is one. */
export interface Coloured {
  readonly colours: readonly string[];
  readonly scale?: { readonly low: string; readonly high: string };
}

export function coloured(atlas: Atlas, network: number, by: Colouring): Coloured {
  const { contents, degradations } = atlas.data;
  const rows = [...atlas.groups.keys()];
  if (by === 'degradation') {
    const ofGroup = degradations.map((_, at) => lookOf(degradations, at).colour);
    return { colours: rows.map((row) => ofGroup[atlas.groups[row]]) };
  }
  if (by === 'degree') {
    return {
      colours: rows.map((row) => ramp(degradations[atlas.groups[row]].degree)),
      scale: { low: 'clean', high: 'strongest of its kind' },
    };
  }
  if (by === 'content') {
    // Hues by the golden angle: no two near ones for contents that follow each other.
    const hue = (content: number): number => (content * 137.508) % 360;
    return { colours: rows.map((row) => `hsl(${hue(row % contents)} 65% ${isDark() ? 62 : 42}%)`) };
  }
  const loss = atlas.lossOf(network);
  const most = [...loss].sort((a, b) => a - b)[Math.floor(0.98 * loss.length)];
  return {
    colours: rows.map((row) => ramp(loss[row] / most)),
    scale: { low: '0 dB', high: `${most.toFixed(1)} dB lost` },
  };
}
