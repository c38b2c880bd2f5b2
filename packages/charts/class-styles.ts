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
