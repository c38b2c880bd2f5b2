import { expect, test } from 'vitest';
import { createMatrix } from '../../src/arrays/matrix';
import { scatterGrid } from '../../src/charts/scatter-grid';
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
  expect(JSON.stringify({ data, layout })).not.toMatch(/<img|\$x\$/);
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
