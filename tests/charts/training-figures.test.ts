import { describe, expect, it } from 'vitest';
import { trainingCurve, trainingEvolution } from '../../src/charts/training';
import type { Layout, Trace } from '@ddr-lab/charts/figure';

const names = (data: readonly Trace[]): unknown[] => data.map(({ name }) => name);
const axisOf = (layout: Layout, name: string): Record<string, unknown> =>
  layout[name] as Record<string, unknown>;

describe('trainingCurve', () => {
  it('puts the loss above PSNR, with bicubic as a reference, and nothing in the legend that the axes say', () => {
    const { data, layout } = trainingCurve([
      { iteration: 10, losses: { total: 0.05 }, metrics: { psnr: 24, bicubic: 23.5 } },
      { iteration: 20, losses: { total: 0.04 }, metrics: { psnr: 24.5, bicubic: 23.5 } },
    ]);
    expect(data.map(({ y, yaxis }) => [y, yaxis])).toEqual([
      [[0.05, 0.04], 'y'],
      [[24, 24.5], 'y2'],
      [[23.5, 23.5], 'y2'],
    ]);
    // The reference alone is in the legend, where no line lies on its name.
    expect(data.filter(({ showlegend }) => showlegend).map(({ name }) => name)).toEqual(['bicubic']);
    expect(axisOf(layout, 'yaxis').type).toBe('linear');
    expect(layout.yaxis3).toBeUndefined();
  });

  it("names a GAN's losses, on a logarithmic axis where they lie far apart", () => {
    const losses = { total: 0.03, adversarial: 2.5 };
    const { data, layout } = trainingCurve([
      { iteration: 1, losses, metrics: {} },
      { iteration: 2, losses, metrics: { psnr: 22 } },
    ]);
    expect(names(data)).toEqual(['total', 'adversarial', '']);
    expect(data[2].x).toEqual([2]);
    expect(layout.showlegend).toBe(true);
    expect(axisOf(layout, 'yaxis').type).toBe('log');
  });

  it('gives accuracy in per cent', () => {
    const { data, layout } = trainingCurve([
      { iteration: 1, losses: { total: 2 }, metrics: { accuracy: 0.5 } },
    ]);
    expect(data[1].y).toEqual([50]);
    expect(axisOf(layout, 'yaxis2')).toMatchObject({ title: { text: 'accuracy (%)' } });
  });
});

describe('trainingEvolution', () => {
  const row = (iteration: number, mean: number): Parameters<typeof trainingEvolution>[0][string][number] => ({
    iteration,
    psnr: 20,
    chi: { mean, standardDeviation: 0.5 },
  });
  const { data, layout } = trainingEvolution({
    wGR: [row(0, 0.2), row(16, 3), row(32, 100)],
    woGR: [row(0, 0.2), row(16, 0.2)],
  });

  it('places iterations by their logarithm, the untrained network one step before', () => {
    expect(data[0].x).toEqual([3, 4, 5]);
    expect(layout.xaxis).toMatchObject({ tickvals: [3, 4, 5], ticktext: ['0', '16', '32'] });
    expect(axisOf(layout, 'yaxis').type).toBe('log');
  });

  it('keeps error bars above zero on the logarithmic axis, and names each network once', () => {
    const { array, arrayminus } = data[0].error_y as { array: number[]; arrayminus: number[] };
    expect(array).toEqual([0.5, 0.5, 0.5]);
    // 0.2 - 0.5 is below zero: that bar goes upward alone.
    expect(arrayminus).toEqual([0, 0.5, 0.5]);
    expect(data.map(({ showlegend }) => showlegend)).toEqual([true, true, false, false]);
    expect(data[2].error_y).toBeUndefined();
  });
});
