import { annotation } from '@ddr-lab/charts/made';
import type { Figure, Trace } from '@ddr-lab/charts/figure';
import { widthInPixels } from '@ddr-lab/charts/look';
import { plotText } from '@ddr-lab/charts/text';
import { axis, baseLayout, colours, fontSize, greyInk, ink } from '@ddr-lab/charts/theme';
import type { ResultRow } from './results';
import { digits } from './table';

/** CSS pixels. */
const lineHeight = 31;
const margin = { left: 172, right: 8, top: 26, bottom: 36 };

/** The three panels side by side, as shares of the plot. */
const panels = { python: [0, 0.48], wasm: [0.53, 0.75], memory: [0.81, 1] } as const;

const verdicts = [
  { name: 'reached', colour: colours.blue, of: (row: ResultRow) => row.met === true },
  { name: 'missed', colour: colours.vermillion, of: (row: ResultRow) => row.met === false },
  { name: 'no target', colour: '#9a9a9a', of: (row: ResultRow) => row.met === null },
];

/** A row's place in the chart: its line, and its results against the Python stack and against wasm. */
interface Line {
  readonly label: string;
  readonly size: string;
  readonly python?: ResultRow;
  readonly wasm?: ResultRow;
}

/**
 * The chart of a whole run: how many times as fast as the Python stack and as wasm, bars from 1 outward on
 * logarithmic axes with the targets marked, and the peak memory of all sides.
 */
export function benchChart(results: readonly ResultRow[]): Figure {
  const lines = linesOf(results.filter(({ growth }) => growth === 1));
  const layout = baseLayout(
    { width: widthInPixels('double'), height: margin.top + margin.bottom + lineHeight * lines.length },
    margin,
  );
  const ratios = (title: string, domain: readonly [number, number], rows: readonly ResultRow[]): object => ({
    ...axis(title),
    type: 'log',
    domain,
    range: ratioRange(rows),
    tickvals: [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200],
    tickformat: '~r',
    ticksuffix: 'x',
    showgrid: true,
    gridcolor: '#ededed',
    gridwidth: 0.5,
  });
  const python = lines.flatMap((line) => line.python ?? []);
  const wasm = lines.flatMap((line) => line.wasm ?? []);
  const places = {
    range: [lines.length - 0.5, -0.5],
    showgrid: false,
    zeroline: false,
    showticklabels: false,
    ticks: '',
    fixedrange: true,
  };
  Object.assign(layout, {
    xaxis: ratios('times as fast as the Python stack', panels.python, python),
    xaxis2: { ...ratios('times as fast as wasm', panels.wasm, wasm), anchor: 'y' },
    xaxis3: {
      ...axis('peak memory (MiB)'),
      type: 'log',
      domain: panels.memory,
      tickvals: [100, 200, 500, 1000, 2000, 5000, 10000],
      ticktext: ['100', '', '', '1,000', '', '', '10,000'],
      showgrid: true,
      gridcolor: '#ededed',
      gridwidth: 0.5,
      anchor: 'y',
    },
    yaxis: places,
    barmode: 'overlay',
    showlegend: true,
    // From the figure's left edge on.
    legend: legend(-margin.left / (layout.width - margin.left - margin.right), lines.length),
    legend2: { ...legend(1, lines.length), xanchor: 'right' },
    annotations: [...labels(lines), ...ratioTexts(lines, 'python', 'x'), ...ratioTexts(lines, 'wasm', 'x2')],
    shapes: ['x', 'x2'].map((xref) => ({
      type: 'line',
      xref,
      yref: 'paper',
      x0: 1,
      x1: 1,
      y0: 0,
      y1: 1,
      line: { color: ink, width: 0.75 },
    })),
  });
  const data = [
    ...ratioTraces(lines, 'python', 'x', true),
    ...ratioTraces(lines, 'wasm', 'x2', false),
    ...memoryTraces(lines),
  ];
  return {
    name: 'latest',
    title: 'Speed and memory beside the Python stack and wasm',
    data,
    layout,
    width: 'double',
  };
}

/** In one line above the plot. */
function legend(x: number, lines: number): Record<string, unknown> {
  return {
    orientation: 'h',
    x,
    xanchor: 'left',
    y: 1 + 4 / (lineHeight * lines),
    yanchor: 'bottom',
    font: { size: fontSize.small },
    bgcolor: 'rgba(0,0,0,0)',
    itemwidth: 30,
  };
}

/** One line a row and Python peer; a row's wasm result stands on its first. */
function linesOf(results: readonly ResultRow[]): Line[] {
  const lines: Line[] = [];
  for (const name of new Set(results.map((row) => row.name))) {
    const rows = results.filter((row) => row.name === name);
    const python = rows.filter(({ peer }) => peer !== 'wasm');
    const wasm = rows.find(({ peer }) => peer === 'wasm');
    const [{ title, size }] = rows;
    if (python.length === 0) lines.push({ label: title, size, wasm });
    python.forEach((row, index) => {
      // "scikit-learn full": which of its solvers.
      const kind = python.length > 1 ? ` (${row.peer.split(' ').at(-1)})` : '';
      lines.push({ label: title + kind, size, python: row, ...(index === 0 && wasm ? { wasm } : {}) });
    });
  }
  return lines;
}

/** Of a logarithmic axis: all ratios and targets, 1, and room for the numbers beside the bars. */
function ratioRange(rows: readonly ResultRow[]): [number, number] {
  const values = rows.flatMap(({ ratio, ratio_pairs: pairs, target, aim }) => [
    ratio ?? 1,
    ...(pairs ?? []),
    target ?? 1,
    aim ?? 1,
  ]);
  const low = Math.log10(Math.min(0.9, ...values));
  const high = Math.log10(Math.max(1.1, ...values));
  const room = 0.14 * (high - low);
  return [low < Math.log10(0.9) ? low - room : low, high + 1.6 * room];
}

function labels(lines: readonly Line[]): Record<string, unknown>[] {
  return lines.flatMap(({ label, size }, y) =>
    [
      { text: label, shift: 7, font: { size: fontSize.normal, color: ink } },
      { text: size, shift: -7, font: { size: fontSize.small - 1, color: greyInk } },
    ].map(({ text, shift, font }) =>
      annotation(text, 0, y, { yref: 'y', xanchor: 'right', xshift: -6, yshift: shift, font }),
    ),
  );
}

function ratioTexts(
  lines: readonly Line[],
  side: 'python' | 'wasm',
  xref: string,
): Record<string, unknown>[] {
  return lines.flatMap((line, y) => {
    const row = line[side];
    if (!row) return [];
    const { ratio, ratio_pairs: pairs, target, aim } = row;
    const text = ratio === null ? (row.failure ? 'failed' : '-') : `${digits(ratio)}x`;
    // Behind whatever is drawn furthest right on the line.
    const end = Math.max(1, ratio ?? 1, pairs?.[1] ?? 1, target ?? 1, aim ?? 1);
    return [
      annotation(text, Math.log10(end), y, {
        xref,
        yref: 'y',
        xanchor: 'left',
        xshift: 5,
        font: { size: fontSize.small, color: ink },
      }),
    ];
  });
}

function ratioTraces(
  lines: readonly Line[],
  side: 'python' | 'wasm',
  xaxis: string,
  showlegend: boolean,
): Trace[] {
  const placed = lines.flatMap((line, y) => {
    const row = line[side];
    return row?.ratio == null ? [] : [{ row, y, ratio: row.ratio, pairs: row.ratio_pairs! }];
  });
  const bars = verdicts.map(({ name, colour, of }): Trace => {
    const those = placed.filter(({ row }) => of(row));
    return {
      type: 'bar',
      orientation: 'h',
      uid: `${side}-${name}`,
      name,
      legendgroup: name,
      showlegend,
      xaxis,
      y: those.map(({ y }) => y),
      width: 0.5,
      base: those.map(() => 1),
      x: those.map(({ ratio }) => ratio - 1),
      marker: { color: colour },
      error_x: {
        type: 'data',
        symmetric: false,
        array: those.map(({ ratio, pairs }) => Math.max(0, pairs[1] - ratio)),
        arrayminus: those.map(({ ratio, pairs }) => Math.max(0, ratio - pairs[0])),
        color: ink,
        thickness: 0.75,
        width: 2,
      },
    };
  });
  const marks = (name: string, key: 'target' | 'aim', dash: string): Trace => {
    const those = placed.filter(({ row }) => row[key] !== null);
    return {
      type: 'scatter',
      mode: 'lines',
      uid: `${side}-${key}`,
      name,
      legendgroup: name,
      showlegend,
      xaxis,
      // Short upright strokes, a gap between two.
      x: those.flatMap(({ row }) => [row[key], row[key], null]),
      y: those.flatMap(({ y }) => [y - 0.42, y + 0.42, null]),
      line: { color: ink, width: 1.6, dash },
    };
  };
  return [...bars, marks('target', 'target', 'solid'), marks('aim', 'aim', '2px,2px')];
}

function memoryTraces(lines: readonly Line[]): Trace[] {
  const sides: {
    name: string;
    colour: string;
    symbol: string;
    of: (line: Line) => number | null | undefined;
  }[] = [
    { name: 'wasm', colour: '#9a9a9a', symbol: 'triangle-up', of: ({ wasm }) => wasm?.peer_mib },
    { name: 'Python stack', colour: colours.orange, symbol: 'square', of: ({ python }) => python?.peer_mib },
    {
      name: 'ours',
      colour: colours.blue,
      symbol: 'circle',
      of: ({ python, wasm }) => (python ?? wasm)?.ours_mib,
    },
  ];
  return sides.map(({ name, colour, symbol, of }): Trace => {
    const points = lines.flatMap((line, y) => {
      const mib = of(line);
      return mib == null ? [] : [{ mib, y }];
    });
    return {
      type: 'scatter',
      mode: 'markers',
      uid: `memory-${name}`,
      name: plotText(name),
      legend: 'legend2',
      xaxis: 'x3',
      x: points.map(({ mib }) => mib),
      y: points.map(({ y }) => y),
      marker: { color: colour, symbol, size: 7 },
    };
  });
}
