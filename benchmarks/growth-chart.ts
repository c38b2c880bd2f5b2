import { annotation } from '@ddr-lab/charts/made';
import type { Figure, Trace } from '@ddr-lab/charts/figure';
import { widthInPixels } from '@ddr-lab/charts/look';
import { plotText } from '@ddr-lab/charts/text';
import { axis, baseLayout, colours, fontSize, greyInk, ink } from '@ddr-lab/charts/theme';
import type { ResultRow } from './results';

const columns = 4;
/** CSS pixels. */
const panelHeight = 118;
const margin = { left: 44, right: 8, top: 30, bottom: 40 };
/** Shares of a panel's column and row that are left free between two panels. */
const gap = { x: 0.3, y: 0.38 };

const looks = [
  { colour: colours.blue, symbol: 'circle', dash: 'solid' },
  { colour: colours.orange, symbol: 'square', dash: 'dash' },
  { colour: colours.vermillion, symbol: 'triangle-up', dash: 'dot' },
];

/**
 * How time grows with the number of images: one panel a row, both axes logarithmic, ours and the Python peers. Lines
 * that stay parallel grow alike; a grey line shows growth in proportion.
 */
export function growthChart(results: readonly ResultRow[]): Figure {
  const names = [...new Set(results.map(({ name }) => name))];
  const rows = Math.ceil(names.length / columns);
  const layout = baseLayout(
    { width: widthInPixels('double'), height: margin.top + margin.bottom + panelHeight * rows },
    margin,
  );
  const data: Trace[] = [];
  const annotations: object[] = [];
  names.forEach((name, index) => {
    const id = index === 0 ? '' : String(index + 1);
    const domain = domainOf(index, rows);
    const those = results.filter((row) => row.name === name);
    const factors = [...new Set(those.map(({ growth }) => growth))];
    const times = those.flatMap(({ ours_ms, peer_ms }) => [ours_ms ?? [], peer_ms ?? []].flat());
    Object.assign(layout, {
      [`xaxis${id}`]: {
        ...axis(undefined),
        type: 'log',
        domain: domain.x,
        anchor: `y${id}`,
        range: [Math.log10(0.85), Math.log10(1.18 * Math.max(...factors))],
        tickvals: factors,
        ticktext: factors.map((factor) => `${factor}x`),
      },
      [`yaxis${id}`]: { ...axis(undefined), ...timeAxis(times), domain: domain.y, anchor: `x${id}` },
    });
    const [{ title }] = those;
    annotations.push(
      annotation(title, domain.x[0], domain.y[1], {
        xanchor: 'left',
        yanchor: 'bottom',
        yshift: 2,
        font: { size: fontSize.small, color: ink },
      }),
    );
    data.push(...linesOf(those, factors, id, index === 0));
  });
  annotations.push(
    annotation('images, as a multiple of the usual number', 0.5, 0, {
      yanchor: 'top',
      yshift: -20,
      font: { size: fontSize.small, color: ink },
    }),
  );
  Object.assign(layout, {
    annotations,
    showlegend: true,
    legend: {
      orientation: 'h',
      x: 0,
      xanchor: 'left',
      y: 1 + 14 / (panelHeight * rows),
      yanchor: 'bottom',
      font: { size: fontSize.small },
    },
  });
  return {
    name: 'growth',
    title: 'Time at multiples of the usual number of images',
    data,
    layout,
    width: 'double',
  };
}

function domainOf(index: number, rows: number): { x: [number, number]; y: [number, number] } {
  const wide = 1 / (columns - gap.x);
  const high = 1 / (rows - gap.y);
  const left = (index % columns) * wide;
  const top = 1 - Math.floor(index / columns) * high;
  return { x: [left, left + wide * (1 - gap.x)], y: [top - high * (1 - gap.y), top] };
}

/** Milliseconds, labelled at whole powers of ten and, where there are too few of them, between. */
function timeAxis(times: readonly number[]): object {
  const low = Math.log10(Math.min(...times)) - 0.12;
  const high = Math.log10(Math.max(...times)) + 0.12;
  const steps = high - low > 2.5 ? [1] : high - low > 1.4 ? [1, 3] : [1, 2, 5];
  const values: number[] = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const step of steps) values.push(step * 10 ** power);
  }
  return {
    type: 'log',
    range: [low, high],
    tickvals: values,
    ticktext: values.map((ms) => (ms < 1000 ? `${ms} ms` : `${ms / 1000} s`)),
  };
}

function linesOf(
  rows: readonly ResultRow[],
  factors: readonly number[],
  id: string,
  first: boolean,
): Trace[] {
  // A row without a peer has one named none.
  const peers = [...new Set(rows.map(({ peer }) => peer))];
  const axes = { xaxis: `x${id}`, yaxis: `y${id}` };
  const at = (factor: number, peer: string): ResultRow | undefined =>
    rows.find((row) => row.growth === factor && row.peer === peer);
  const line = (
    name: string,
    look: (typeof looks)[number],
    values: (number | null)[],
    shown: boolean,
  ): Trace => ({
    type: 'scatter',
    mode: 'lines+markers',
    ...axes,
    name: plotText(name),
    legendgroup: name,
    showlegend: shown,
    x: [...factors],
    y: values,
    line: { color: look.colour, width: 1.4, dash: look.dash },
    marker: { color: look.colour, symbol: look.symbol, size: 5 },
  });
  const ours = factors.map((factor) => at(factor, peers[0])?.ours_ms ?? null);
  const start = ours[0];
  const proportional: Trace = {
    type: 'scatter',
    mode: 'lines',
    ...axes,
    name: 'in proportion',
    legendgroup: 'in proportion',
    showlegend: first,
    x: [...factors],
    y: factors.map((factor) => (start === null ? null : (start * factor) / factors[0])),
    line: { color: greyInk, width: 0.75, dash: 'dot' },
  };
  const theirs = peers
    .filter((peer) => peer !== 'none')
    .map((peer, index) =>
      line(
        index === 0 ? 'Python stack' : 'scikit-learn randomised',
        looks[1 + Math.min(index, 1)],
        factors.map((factor) => at(factor, peer)?.peer_ms ?? null),
        first || index > 0,
      ),
    );
  return [proportional, ...theirs, line('ours', looks[0], ours, first)];
}
