import { describe, expect, it } from 'vitest';
import type { ReducedPoints, Reduction } from '../../src/studies/reductions/dimensionality';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import {
  reductionDimensionsFigure,
  reductionsFigure,
  sidesFigure,
  tsneSettingsFigure,
} from '../../src/studies/reductions/figures';
import { overRuns } from '../../src/metrics/spread';

const sets = { degradations: ['clean', 'noise20'], labels: Int32Array.of(0, 0, 1, 1) };
const points = (dims: number): ReturnType<typeof createMatrix> =>
  createMatrix(
    4,
    dims,
    Float64Array.from({ length: 4 * dims }, (_, at) => (at * 7) % 11),
  );
const reduced = (reduction: Reduction, dims: number, ...chi: number[]): ReducedPoints => ({
  reduction,
  dims,
  points: points(dims),
  chi: overRuns(chi),
});
const networks = {
  wGR: [
    reduced('PCA', 2, 40),
    reduced('PCA', 3, 30),
    reduced('t-SNE', 2, 200, 220),
    reduced('t-SNE', 3, 90, 110),
  ],
  woGR: [
    reduced('PCA', 2, 4),
    reduced('PCA', 3, 3),
    reduced('t-SNE', 2, 0.2, 0.3),
    reduced('t-SNE', 3, 0.5, 0.6),
  ],
};

describe('the figures of A.12', () => {
  it('reductions side by side', () => {
    expect(reductionsFigure(networks, sets)).toMatchSnapshot();
  });
  it('three dimensions from three sides', () => {
    expect(sidesFigure(networks, sets)).toMatchSnapshot();
  });
  it('CHI by dimensions', () => {
    expect(reductionDimensionsFigure(networks)).toMatchSnapshot();
  });
  it('CHI by dimensions: the colour is the network, the dash the reduction', () => {
    const { data } = reductionDimensionsFigure(networks);
    const lines = data.filter(({ x }) => (x as unknown[])[0] !== null);
    const looks = lines.map(({ name, line }) => {
      const { color, dash } = line as { color: string; dash: string };
      const [network, reduction] = String(name).split(', ');
      return { network, reduction, color, dash };
    });
    expect(looks).toHaveLength(4);
    for (const a of looks) {
      for (const b of looks) {
        expect(a.color === b.color).toBe(a.network === b.network);
        expect(a.dash === b.dash).toBe(a.reduction === b.reduction);
      }
    }
    const listed = data.filter(({ showlegend }) => showlegend !== false).map(({ name }) => name);
    expect(listed).toEqual(['wGR', 'woGR', 'PCA', 't-SNE']);
  });
  it('settings of t-SNE', () => {
    const map = (
      network: string,
      setting: string,
      chi: number,
    ): Parameters<typeof tsneSettingsFigure>[0][0] => ({
      network,
      setting,
      points: points(2),
      chi,
    });
    expect(
      tsneSettingsFigure([map('wGR', 'seed 1', 212.3), map('wGR', 'perplexity 5', 9.876)], sets),
    ).toMatchSnapshot();
  });
});
