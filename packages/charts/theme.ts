import type { Colours, Layout } from './figure';
import { fontFamily, type ResolvedLook } from './look';
import { networkStyle, networkStyles } from './network-styles';

/**
 * Okabe and Ito's colours, told apart with any common colour blindness (M. Okabe and K. Ito, "Color
 * Universal Design", 2008). Their yellow is left out: it is too pale on white paper.
 */
export const colours = {
  blue: '#0072B2',
  vermillion: '#D55E00',
  green: '#009E73',
  purple: '#CC79A7',
  orange: '#E69F00',
  sky: '#56B4E9',
  black: '#000000',
} as const;

/** Font sizes in CSS pixels at the final size where a figure's look says nothing else: 8 and 9 points. */
export const fontSize = { small: 8 / 0.75, normal: 9 / 0.75 } as const;

export const ink = '#222222';
export const greyInk = '#666666';

/** How a degradation (or class, or network) looks in every figure: a colour and a marker shape. */
export interface MarkerStyle {
  readonly colour: string;
  /** A Plotly marker symbol. */
  readonly symbol: string;
  /** A Plotly line dash. */
  readonly dash: string;
}

const palette = Object.values(colours);
const symbols = [
  'circle',
  'triangle-up',
  'square',
  'diamond',
  'x',
  'triangle-down',
  'cross',
  'star',
  'pentagon',
];
const dashes = ['solid', 'dash', 'dot', 'dashdot', 'longdash'];

/** Degradations keep their look from figure to figure, whatever others stand beside them. */
const places: readonly (readonly [RegExp, number])[] = [
  [/^clean\b/i, 0],
  [/^blur/i, 1],
  [/^noise/i, 2],
  [/^jpeg/i, 3],
  [/^mild/i, 4],
  [/^old ?film/i, 5],
];

/**
 * A style for each name, all different (up to 63 names). A degradation gets its own style where that is
 * free; the others follow in order. Names among which is a network's (`networkName`) are all taken for networks, which
 * have colours of their own (`networkStyles`).
 */
export function markerStyles(names: readonly string[]): MarkerStyle[] {
  if (names.some(networkStyle)) return networkStyles(names);
  const taken = new Set<number>();
  const chosen = names.map((name) => {
    const place = places.find(([pattern]) => pattern.test(name))?.[1];
    if (place === undefined || taken.has(place)) return undefined;
    taken.add(place);
    return place;
  });
  let next = 0;
  return chosen.map((place) => {
    if (place !== undefined) return markerStyle(place);
    while (taken.has(next)) next++;
    taken.add(next);
    return markerStyle(next);
  });
}

function markerStyle(place: number): MarkerStyle {
  return {
    colour: palette[place % palette.length],
    symbol: symbols[place % symbols.length],
    dash: dashes[place % dashes.length],
  };
}

/** Styles with a figure's own colours in place of theirs. */
export function recoloured(
  names: readonly string[],
  styles: readonly MarkerStyle[],
  colours: Colours | undefined,
): MarkerStyle[] {
  const own = colours ?? {};
  return styles.map((style, i) => {
    const colour = Array.isArray(own)
      ? (own[i] as string | undefined)
      : byName(own as Record<string, string>, names[i]);
    return colour === undefined ? style : { ...style, colour };
  });
}

function byName(colours: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(colours, name) ? colours[name] : undefined;
}

/** The part of the layout that all figures share: white, no margins but those given, 9 point text. Sizes in CSS pixels. */
export function baseLayout(
  size: { width: number; height: number },
  margin: Margin,
  look?: ResolvedLook,
): Layout {
  const font = { family: look?.normal.family ?? fontFamily, size: look?.normal.size ?? fontSize.normal };
  return {
    width: Math.round(size.width),
    height: Math.round(size.height),
    autosize: false,
    margin: { l: margin.left, r: margin.right, t: margin.top, b: margin.bottom, pad: 0 },
    paper_bgcolor: '#ffffff',
    plot_bgcolor: '#ffffff',
    font: { ...font, color: ink },
    hoverlabel: { font: { ...font }, align: 'left' },
    hovermode: 'closest',
    showlegend: false,
  };
}

/** CSS pixels. */
export interface Margin {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Thin axis lines, ticks outside: for axes that carry numbers or names. `title` is in Plotly's letters. */
export function axis(title: string | undefined, look?: ResolvedLook): Record<string, unknown> {
  const normal = look?.normal.size ?? fontSize.normal;
  const small = look?.small.size ?? fontSize.small;
  return {
    ...(title === undefined ? {} : { title: { text: title, standoff: 6, font: { size: normal } } }),
    showline: true,
    linewidth: 0.75,
    linecolor: ink,
    ticks: 'outside',
    ticklen: 3,
    tickwidth: 0.75,
    tickcolor: ink,
    tickfont: { size: small },
    automargin: true,
    showgrid: false,
    zeroline: false,
  };
}

/** A frame without ticks: for axes without a unit. */
export function bareAxis(): Record<string, unknown> {
  return {
    showline: true,
    mirror: true,
    linewidth: 0.5,
    linecolor: '#888888',
    ticks: '',
    showticklabels: false,
    showgrid: false,
    zeroline: false,
  };
}
