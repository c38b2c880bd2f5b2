import { expect, test } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { scatterGrid } from '@ddr-lab/charts/scatter-grid';
import { hostile, panel } from './examples';

const labelNames = ['clean', 'blur4', 'noise20'];

test('the figure of a fixed input', () => {
  const panels = [panel('wGR', 'RB1', 4), panel('wGR', 'RB16', 4)];
  expect(scatterGrid({ name: 'fixed', panels, labelNames, width: 'single' })).toMatchSnapshot();
});

test('every point is drawn once, in its panel, with its patch', () => {
  const panels = [panel('wGR', 'RB1', 30), panel('woGR', 'RB16', 30)];
  const patchOfPoint = Array.from({ length: 30 }, (_, i) => 100 + i);
  const { data } = scatterGrid({ name: 'points', panels, labelNames, patchOfPoint });
  for (const axis of ['x', 'x2']) {
    const traces = data.filter((trace) => trace.xaxis === axis);
    const patches = traces.flatMap((trace) => trace.customdata as number[]);
    expect(patches.sort((a, b) => a - b)).toEqual(patchOfPoint);
    for (const { name, customdata } of traces) {
      (customdata as number[]).forEach((patch) => expect(labelNames[(patch - 100) % 3]).toBe(name));
    }
  }
});

test('no label lies on top of the others everywhere', () => {
  const { data } = scatterGrid({ name: 'order', panels: [panel('wGR', 'RB1', 300)], labelNames });
  const names = data.slice(labelNames.length).map((trace) => trace.name as string);
  expect(names).toHaveLength(12);
  const last = labelNames.map((name) => names.lastIndexOf(name));
  const first = labelNames.map((name) => names.indexOf(name));
  // Each label has a share above some of every other, and below some.
  expect(Math.min(...last)).toBeGreaterThan(Math.max(...first));
});

test('the words under the cursor say nothing twice', () => {
  const names = ['scene 1, clean', 'scene 1', 'noise200 of 3', 'noise20: scene 2'];
  const patches = { names, source: '', count: 4, columns: 2, size: 8 };
  const points = createMatrix(4, 2, Float64Array.of(0, 0, 1, 1, 2, 2, 3, 3));
  const panels = [{ row: '', column: '', points, labels: [0, 0, 2, 2] }];
  const { data } = scatterGrid({ name: 'hover', panels, labelNames, patches });
  const said = new Map(
    data.flatMap(({ customdata, hovertext }) =>
      ((customdata ?? []) as number[]).map((patch, i): [number, string] => [
        patch,
        (hovertext as string[])[i],
      ]),
    ),
  );
  expect([0, 1, 2, 3].map((patch) => said.get(patch))).toEqual([
    'scene 1, clean',
    'clean<br>scene 1',
    'noise20<br>noise200 of 3',
    'noise20: scene 2',
  ]);
});

test('columns of one name in two groups are two columns, below the names of their groups', () => {
  const panels = ['a', 'b'].flatMap((group) =>
    ['1', '2'].map((column) => ({ ...panel('r', column), group })),
  );
  const { layout } = scatterGrid({ name: 'groups', panels, labelNames });
  const words = layout.annotations as { text: string; x: number; y: number; yshift: number }[];
  const heads = words.filter(({ text }) => /^[12ab]$/.test(text));
  expect(heads.map(({ text }) => text)).toEqual(['1', '2', '1', '2', 'a', 'b']);
  const [one, two, , , group] = heads;
  expect(group.x).toBeCloseTo((one.x + two.x) / 2, 6);
  expect(group.yshift).toBeGreaterThan(one.yshift + 10);
  // A band holds whole groups.
  const narrow = scatterGrid({ name: 'groups', panels, labelNames, columns: 3 });
  const places = [1, 2, 3, 4].map((n) => narrow.layout[`xaxis${n === 1 ? '' : n}`] as { domain: number[] });
  expect(places[2].domain).toEqual(places[0].domain);
});

test('panels are square, with the same scale on both axes', () => {
  const panels = ['a', 'b', 'c'].flatMap((row) => ['1', '2'].map((column) => panel(row, column)));
  const { layout } = scatterGrid({ name: 'square', panels, labelNames });
  const margin = layout.margin as Record<string, number>;
  const inner = { x: layout.width - margin.l - margin.r, y: layout.height - margin.t - margin.b };
  for (const suffix of ['', '2', '3', '4', '5', '6']) {
    const [x, y] = ['x', 'y'].map(
      (d) => layout[`${d}axis${suffix}`] as { domain: number[]; range: number[] },
    );
    const side = (x.domain[1] - x.domain[0]) * inner.x;
    // The layout is in whole pixels; the domains are exact shares of it.
    expect((y.domain[1] - y.domain[0]) * inner.y).toBeCloseTo(side, 6);
    // Ranges keep six digits.
    expect((y.range[1] - y.range[0]) / (x.range[1] - x.range[0])).toBeCloseTo(1, 4);
  }
});

test('names are shown letter by letter', () => {
  const panels = [panel(hostile, hostile)];
  const { data, layout } = scatterGrid({ name: 'names', panels, labelNames: [hostile, 'b', 'c'] });
  // `meta` holds true names for the file of data beside a figure: Plotly draws it in templates alone, and there is none.
  const drawn = data.map((trace) => ({ ...trace, meta: undefined }));
  expect(JSON.stringify({ drawn, layout })).not.toMatch(/<img|\$x\$/);
  expect(JSON.stringify({ data, layout })).not.toContain('template');
});

test('input that does not match is refused in words', () => {
  const good = panel('wGR', 'RB1');
  const draw = (bad: object): unknown =>
    scatterGrid({ name: 'x', panels: [{ ...good, ...bad }], labelNames });
  expect(() => draw({ labels: [0] })).toThrow('wGR / RB1 has 9 points but 1 labels');
  expect(() => draw({ labels: Array(9).fill(3) })).toThrow('point 0 has the label 3');
  expect(() => draw({ points: createMatrix(9, 1, new Float64Array(9)) })).toThrow('two columns');
  expect(() => draw({ points: createMatrix(9, 2, new Float64Array(18).fill(NaN)) })).toThrow('not finite');
  expect(() => scatterGrid({ name: '../x', panels: [good], labelNames })).toThrow('cannot be named "../x"');
  expect(() => scatterGrid({ name: 'x', panels: [], labelNames })).toThrow('no panels');
});
