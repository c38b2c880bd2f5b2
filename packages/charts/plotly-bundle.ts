import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { InputError } from '@ddr-lab/base/errors';
import type { Figure } from './figure';

/** Plotly's own partial builds: `cartesian` holds all of `basic` and costs a quarter more. */
export type PlotlyBundle = 'basic' | 'cartesian';

const basic = ['scatter', 'bar', 'pie'];
const cartesian = [
  ...basic,
  'box',
  'contour',
  'heatmap',
  'histogram',
  'histogram2d',
  'histogram2dcontour',
  'image',
  'scatterternary',
  'violin',
];

/**
 * The smallest build that draws the figure.
 *
 * @throws InputError naming a trace type that neither holds.
 */
export function bundleFor({ name, data }: Pick<Figure, 'name' | 'data'>): PlotlyBundle {
  const types = data.map((trace) => trace.type);
  const foreign = types.find((type) => !cartesian.includes(type));
  if (foreign !== undefined) {
    throw new InputError(
      `The figure ${name} has a trace of type ${foreign}; known are ${cartesian.join(', ')}.`,
    );
  }
  return types.every((type) => basic.includes(type)) ? 'basic' : 'cartesian';
}

/** The file of a build, from the package plotly.js. */
export function plotlyFile(bundle: PlotlyBundle): string {
  return createRequire(__filename).resolve(`plotly.js/dist/plotly-${bundle}.min.js`);
}

/** The version of the package plotly.js. */
export function plotlyVersion(): string {
  const file = createRequire(__filename).resolve('plotly.js/package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
