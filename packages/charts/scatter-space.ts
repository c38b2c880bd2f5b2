import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { type Layout, type LiveFigure, type Figure, lookOf, type Trace } from './figure';
import { resolveLook } from './look';
import { changedFigure, type Drawing } from './made';
import { scatterGrid, type ScatterGridOptions, type ScatterPanel } from './scatter-grid';
import { hoverWords } from './scatter-traces';
import { plotText } from './text';
import { markerStyles, recoloured } from './theme';

/** Where maps are seen from at first, and in pictures: degrees around the third axis, and above the plane of the others. */
const view = { around: 35, above: 25 };

/** Said below pictures. */
const note = 'three dimensions seen from one side; t-SNE axes have no unit';

/** Said where they can be turned. */
const liveNote = 'three dimensions: drag to turn; t-SNE axes have no unit';

/** Marker shapes that Plotly has in three dimensions, too; others become diamonds, and keep their colour. */
const shapes = new Set(['circle', 'square', 'diamond', 'cross', 'x']);
const shapeOf = (symbol: string): string => (shapes.has(symbol) ? symbol : 'diamond');

/**
 * `scatterGrid` of points in three dimensions: where scripts run (and WebGL is there), maps that can be turned; in pictures and files,
 * the same points seen from one side, as vectors. Its script is larger (0.7 MB in a page, gzipped), and is only in pages with such a figure.
 *
 * @throws InputError naming the panel whose points have other than three columns, and as `scatterGrid`.
 */
export function scatterSpace(options: ScatterGridOptions): Figure {
  for (const { row, column, points } of options.panels) {
    if (points.columns !== 3) {
      throw new InputError(
        `The panel ${row} / ${column} needs points with three columns, not ${points.columns}.`,
      );
    }
  }
  const panels = options.panels.map((panel) => ({ ...panel, points: seenFromOneSide(panel.points) }));
  const flat = scatterGrid({ ...options, panels, axesNote: options.axesNote ?? note });
  return changedFigure(flat, (drawing) => ({
    ...drawing,
    live: inSpace(drawing, { ...options, ...lookOf(drawing) }),
  }));
}

const [around, above] = [view.around, view.above].map((degrees) => (degrees * Math.PI) / 180);

/** Points as they are seen in parallel projection: to the right, and up. */
export function seenFromOneSide({ rows, columns, data }: Matrix): Matrix {
  const seen = new Float64Array(2 * rows);
  for (let i = 0; i < rows; i++) {
    const [x, y, z] = [data[i * columns], data[i * columns + 1], data[i * columns + 2]];
    seen[2 * i] = x * Math.cos(around) - y * Math.sin(around);
    const away = x * Math.sin(around) + y * Math.cos(around);
    seen[2 * i + 1] = away * Math.sin(above) + z * Math.cos(above);
  }
  return createMatrix(rows, 2, seen);
}

/** Each panel as a scene where its plot stands. */
function inSpace(drawing: Drawing, options: ScatterGridOptions): LiveFigure {
  const { labelNames, panels } = options;
  const look = resolveLook(options, 'double');
  const styles = recoloured(labelNames, options.styles ?? markerStyles(labelNames), look.colours);
  const kept = Object.entries(drawing.layout).filter(([key]) => !/^[xy]axis\d*$/.test(key));
  const layout = Object.fromEntries(kept) as Layout;
  // The legend's entries are traces without points, and need axes somewhere.
  for (const key of ['xaxis', 'yaxis'])
    layout[key] = { visible: false, fixedrange: true, domain: [0, 0.001] };
  const said = (layout.annotations ?? []) as { readonly text?: string }[];
  layout.annotations = said.map((one) =>
    one.text === plotText(note) ? { ...one, text: plotText(liveNote) } : one,
  );
  const data = drawing.data.filter(({ uid }) => /^l\d+$/.test(String(uid))).map(legendInSpace);
  panels.forEach((panel, index) => {
    const suffix = index === 0 ? '' : String(index + 1);
    const domainOf = (axis: 'x' | 'y'): unknown =>
      (drawing.layout[`${axis}axis${suffix}`] as { domain: unknown }).domain;
    layout[`scene${suffix}`] = {
      ...scene(),
      domain: { x: domainOf('x'), y: domainOf('y') },
    };
    labelNames.forEach((_, label) => {
      const trace = traceOf(panel, label, { ...options, styles });
      if (trace) data.push({ ...trace, uid: `p${index}l${label}`, scene: `scene${suffix}` });
    });
  });
  return { data, layout };
}

function scene(): Record<string, unknown> {
  const axis = {
    ...{ title: { text: '' }, showticklabels: false, showspikes: false, zeroline: false },
    ...{ gridcolor: '#dddddd', showbackground: false },
  };
  const eye = {
    x: -Math.sin(around) * Math.cos(above),
    y: -Math.cos(around) * Math.cos(above),
    z: Math.sin(above),
  };
  const far = 1.25;
  return {
    xaxis: axis,
    yaxis: axis,
    zaxis: axis,
    aspectmode: 'data',
    camera: {
      eye: { x: far * eye.x, y: far * eye.y, z: far * eye.z },
      projection: { type: 'orthographic' },
    },
  };
}

/** An entry of the legend, with the shape that its points have here. */
function legendInSpace(entry: Trace): Trace {
  const marker = entry.marker as { readonly symbol: string };
  return { ...entry, marker: { ...marker, symbol: shapeOf(marker.symbol) } };
}

type Styled = Pick<ScatterGridOptions, 'labelNames' | 'patches' | 'patchOfPoint'> & {
  readonly styles: ReturnType<typeof markerStyles>;
};

/** The points of one label; undefined where it has none. Coordinates keep four digits. */
function traceOf(
  { points, labels }: ScatterPanel,
  label: number,
  { labelNames, patches, patchOfPoint, styles }: Styled,
): Trace | undefined {
  const own = Array.from({ length: points.rows }, (_, i) => i).filter((i) => labels[i] === label);
  if (own.length === 0) return undefined;
  const along = (d: number): number[] => own.map((i) => Number(points.data[3 * i + d].toPrecision(4)));
  const shown = own.map((i) => (patchOfPoint ? patchOfPoint[i] : i));
  const { colour, symbol } = styles[label];
  return {
    ...{ type: 'scatter3d', mode: 'markers', showlegend: false, hoverinfo: 'text' },
    name: plotText(labelNames[label]),
    legendgroup: `label ${label}`,
    ...{ x: along(0), y: along(1), z: along(2) },
    customdata: shown,
    hovertext: shown.map((patch) => hoverWords(labelNames[label], patches?.names?.[patch])),
    marker: { color: colour, symbol: shapeOf(symbol), size: 3, opacity: 0.85 },
  };
}
