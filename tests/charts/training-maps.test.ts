import { describe, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { liveFigure } from '@ddr-lab/charts/figure';
import {
  type MapMoment,
  outputSpectra,
  trainingAnimation,
  trainingMaps,
} from '../../src/studies/evolution/figures';
import { createRandom } from '@ddr-lab/base/random';

const labels = Int32Array.from({ length: 9 }, (_, i) => i % 3);
const sets = { labels, degradations: ['clean', 'blur4', 'noise20'] };
const moment = (iteration: number, seed: number): MapMoment => {
  const random = createRandom(seed);
  const data = Float64Array.from({ length: 18 }, () => Number(random.normal().toFixed(3)));
  return { iteration, map: createMatrix(9, 2, data), chi: { mean: iteration / 10 + 0.2 } };
};
const networks = {
  wGR: [moment(0, 1), moment(16, 2), moment(2048, 3)],
  woGR: [moment(0, 4), moment(16, 5), moment(2048, 6)],
};

describe('trainingMaps', () => {
  it('has a column a moment, of those that are asked for', () => {
    const { layout } = trainingMaps(networks, sets, { iterations: [0, 2048] });
    const texts = (layout.annotations as { text: string }[]).map(({ text }) => text);
    expect(texts).toEqual(
      expect.arrayContaining(['iteration 0', 'iteration 2,048', 'wGR', 'woGR', 'CHI 0.20', 'CHI 205.0']),
    );
    expect(texts).not.toContain('iteration 16');
  });
});

describe('trainingAnimation', () => {
  const figure = trainingAnimation(networks, sets);

  it('of a fixed input', () => {
    expect(figure).toMatchSnapshot();
  });

  it('moves every point of every trace, and each point keeps its place in its trace', () => {
    const { frames } = figure.animation!;
    expect(frames.map(({ name }) => name)).toEqual(['0', '16', '2,048']);
    for (const [place, { traces, data }] of frames.entries()) {
      const seen: number[] = [];
      traces.forEach((trace, i) => {
        const { customdata, xaxis } = figure.data[trace] as unknown as {
          customdata: number[];
          xaxis: string;
        };
        const { map } = networks[xaxis === 'x' ? 'wGR' : 'woGR'][place];
        const { x, y } = data[i] as { x: number[]; y: number[] };
        customdata.forEach((point, k) => {
          expect(x[k]).toBeCloseTo(map.data[2 * point], 3);
          expect(y[k]).toBeCloseTo(map.data[2 * point + 1], 3);
          seen.push(point);
        });
      });
      expect(seen).toHaveLength(18);
    }
  });

  it('keeps the axes still, wide enough for all moments', () => {
    const { data, layout } = figure;
    const most = Math.max(
      ...Object.values(networks).flatMap((all) => all.flatMap(({ map }) => [...map.data].map(Math.abs))),
    );
    for (const axis of ['xaxis', 'yaxis', 'xaxis2', 'yaxis2']) {
      const { range } = layout[axis] as { range: number[] };
      expect(range[1]).toBeGreaterThan(most);
      expect(range[0]).toBe(-range[1]);
    }
    expect(data.length).toBeGreaterThan(6);
  });

  it('has its controls only where scripts run, below what pictures show', () => {
    expect(figure.layout.sliders).toBeUndefined();
    const live = liveFigure(figure);
    expect(live.layout.height).toBeGreaterThan(figure.layout.height);
    const [{ steps, active }] = live.layout.sliders as { steps: { args: unknown[] }[]; active: number }[];
    expect(active).toBe(2);
    expect(steps.map(({ args }) => args[0])).toEqual([['0'], ['16'], ['2,048']]);
  });
});

describe('outputSpectra', () => {
  it('of a fixed input', () => {
    const frequency = Float64Array.from([1 / 8, 2 / 8, 3 / 8, 4 / 8]);
    const falling = (scale: number) => ({ frequency, power: frequency.map((f) => scale / f ** 2) });
    const spectra = [falling(1), falling(0.01), falling(1.2)];
    expect(outputSpectra({ wGR: spectra, woGR: spectra }, sets.degradations)).toMatchSnapshot();
  });
});
