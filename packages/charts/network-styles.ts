import type { MarkerStyle } from './theme';

/**
 * The networks' colours, none of which a degradation has: Paul Tol's "muted" scheme (Technical note SRON/EPS/TN/09-002, 2021),
 * told apart with any common colour blindness, and a brown and two greys besides.
 */
export const networkColours = {
  indigo: '#332288',
  olive: '#999933',
  wine: '#882255',
  rose: '#CC6677',
  ink: '#222222',
  brown: '#7A4A1C',
  grey: '#8C8C8C',
} as const;

/**
 * One look for one network in all figures. Colour says how it was trained (with or without global residual, adversarially or
 * not), the shape its architecture; a marker is filled where there is a global residual. All lines are solid: dashes are
 * for what is done with a network (the method of a projection, say).
 */
const known: readonly (readonly [RegExp, string, string])[] = [
  [/^(SRResNet[- ])?wGR\b/, networkColours.indigo, 'circle'],
  [/^(SRResNet[- ])?woGR\b/, networkColours.olive, 'circle-open'],
  [/^SRCNN(-\d+)?-wGR\b/, networkColours.indigo, 'square'],
  [/^SRCNN(-\d+)?-woGR\b/, networkColours.olive, 'square-open'],
  [/^SRGAN-wGR\b/, networkColours.wine, 'diamond'],
  [/^SRGAN-woGR\b/, networkColours.rose, 'diamond-open'],
  [/^(ResNet18|classifi(er|cation))\b/, networkColours.ink, 'triangle-up'],
  [/^(unified network|super-resolution)\b/, networkColours.brown, 'circle'],
  [/^(untrained|BRISQUE)\b/, networkColours.grey, 'x'],
];

/** For networks that have no look of their own. */
const free: readonly (readonly [string, string])[] = [
  [networkColours.indigo, 'circle'],
  [networkColours.olive, 'square'],
  [networkColours.wine, 'diamond'],
  [networkColours.rose, 'triangle-up'],
  [networkColours.brown, 'triangle-down'],
  [networkColours.ink, 'cross'],
  [networkColours.grey, 'x'],
];

/** The look of a network that has one of its own, by its name (`networkName`). */
export function networkStyle(name: string): MarkerStyle | undefined {
  const found = known.find(([pattern]) => pattern.test(name));
  return found && { colour: found[1], symbol: found[2], dash: 'solid' };
}

/**
 * A look for each of several networks: its own where it has one and no network before it took its colour, else the first
 * that is free. All differ, in colour up to seven names, in dashes beyond.
 */
export function networkStyles(names: readonly string[]): MarkerStyle[] {
  const taken = new Set<string>();
  const own = names.map((name) => {
    const style = networkStyle(name);
    if (!style || taken.has(style.colour)) return undefined;
    taken.add(style.colour);
    return style;
  });
  const dashes = ['solid', 'dash', 'dot', 'dashdot', 'longdash'];
  const places = dashes.flatMap((dash) =>
    free
      .map(([colour, symbol]) => ({ colour, symbol, dash }))
      .filter((place) => dash !== 'solid' || !taken.has(place.colour)),
  );
  let next = 0;
  return own.map((style) => style ?? places[next++ % places.length]);
}

/** Shades of a colour from nearly itself to pale, as many as asked for: variants of one network. */
export function shades(colour: string, count: number): string[] {
  const channels = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
  return Array.from({ length: count }, (_, i) => {
    const white = (0.75 * i) / Math.max(1, count - 1);
    const mixed = channels.map((level) => Math.round(level + white * (255 - level)));
    return `#${mixed.map((level) => level.toString(16).padStart(2, '0')).join('')}`;
  });
}
