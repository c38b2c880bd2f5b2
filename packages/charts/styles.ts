import { colours, type MarkerStyle } from './theme';

/**
 * Colours for classes, cameras and whatever else is neither a degradation nor a network: the first three are no other's; beyond
 * them colours come again that degradations have.
 */
const classColours = [
  '#AA4499',
  '#D4B400',
  '#33BBEE',
  '#666666',
  colours.vermillion,
  colours.green,
  colours.blue,
  colours.orange,
  colours.black,
  '#994F00',
] as const;

const symbols = [
  'circle',
  'diamond',
  'x',
  'square',
  'triangle-up',
  'cross',
  'triangle-down',
  'star',
  'pentagon',
];

/** A look for each of several classes, all different in colour up to ten, in colour and shape up to 90. */
export function classStyles(count: number): MarkerStyle[] {
  return Array.from({ length: count }, (_, i) => ({
    colour: classColours[i % classColours.length],
    symbol: symbols[i % symbols.length],
    dash: 'solid',
  }));
}

/**
 * Dark blue over green to yellow: viridis (S. van der Walt and N. Smith, 2015) at five places, up to where its yellow is
 * still seen on white. Its lightness rises evenly, so the order is plain in grey print and with any colour blindness.
 */
const anchors = ['#440154', '#3b528b', '#21918c', '#5ec962', '#d8c81c'];

/** Markers for degrees from first to last: one shape, colours along a scale. */
export function orderedStyles(count: number): MarkerStyle[] {
  return Array.from({ length: count }, (_, i) => ({
    colour: colourAt(count > 1 ? i / (count - 1) : 0),
    symbol: 'circle',
    dash: 'solid',
  }));
}

/** The colour at a place of the scale, 0 to 1, straight between two anchors. */
function colourAt(place: number): string {
  const at = place * (anchors.length - 1);
  const from = Math.min(Math.floor(at), anchors.length - 2);
  const channel = (k: number): string => {
    const [low, high] = [from, from + 1].map((n) => parseInt(anchors[n].slice(1 + 2 * k, 3 + 2 * k), 16));
    return Math.round(low + (high - low) * (at - from))
      .toString(16)
      .padStart(2, '0');
  };
  return `#${channel(0)}${channel(1)}${channel(2)}`;
}
