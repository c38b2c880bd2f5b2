import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { InputError } from '@ddr-lab/base/errors';
import { type Figure, liveFigure } from './figure';

/** Plotly's own partial builds: `cartesian` holds all of `basic` and costs a quarter more; `gl3d` costs half more and needs WebGL. */
export type PlotlyBundle = 'basic' | 'cartesian' | 'gl3d';

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

/** What is drawn in three dimensions; a legend's entries may be of `scatter`. */
const gl3d = ['scatter', 'scatter3d', 'surface', 'mesh3d', 'cone', 'streamtube', 'isosurface', 'volume'];

/**
 * The smallest build that draws the figure.
 *
 * @throws InputError naming a trace type that none holds, or types of which none holds all.
 */
export function bundleFor({ name, data }: Pick<Figure, 'name' | 'data'>): PlotlyBundle {
  const types = data.map((trace) => trace.type);
  const known = [...cartesian, ...gl3d];
  const foreign = types.find((type) => !known.includes(type));
  if (foreign !== undefined) {
    throw new InputError(
      `The figure ${name} has a trace of type ${foreign}; known are ${[...new Set(known)].join(', ')}.`,
    );
  }
  if (types.every((type) => basic.includes(type))) return 'basic';
  if (types.every((type) => cartesian.includes(type))) return 'cartesian';
  if (types.every((type) => gl3d.includes(type))) return 'gl3d';
  throw new InputError(
    `The figure ${name} has traces in two and in three dimensions (${[...new Set(types)].join(', ')}): make two figures of it.`,
  );
}

/** The smallest build that draws the figure where scripts run. */
export function liveBundle(figure: Figure): PlotlyBundle {
  return bundleFor({ name: figure.name, data: liveFigure(figure).data });
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
