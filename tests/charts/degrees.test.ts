import { describe, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { degreesFigure, spectrumFigure } from '../../src/studies/degrees/figures';
import { orderedStyles } from '@ddr-lab/charts/styles';
import { overRuns } from '../../src/metrics/spread';

/** Relative luminance of a colour, as contrast is measured (WCAG 2). */
function luminance(colour: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

describe('orderedStyles', () => {
  it.each([2, 5, 7, 12])('go from dark to light in %i steps that differ', (count) => {
    const values = orderedStyles(count).map(({ colour }) => luminance(colour));
    for (let i = 1; i < count; i++) expect(values[i]).toBeGreaterThan(values[i - 1]);
    expect(values[count - 1]).toBeLessThan(0.65);
  });

  it('need no second degree', () => {
    expect(orderedStyles(1)).toHaveLength(1);
    expect(orderedStyles(0)).toEqual([]);
  });
});

const degradations = ['clean', 'noise10', 'noise20'];

describe('spectrumFigure', () => {
  it('of a fixed input', () => {
    const points = createMatrix(
      6,
      2,
      Float64Array.from({ length: 12 }, (_, i) => i * i),
    );
    const spread = overRuns([12.5]);
    const layer = { layer: 'RB16', runs: [{ points, kl: 1, wd: 1, bd: 1, chi: 12.5 }], chi: spread };
    const sets = { labels: Int32Array.from([0, 0, 1, 1, 2, 2]), degradations };
    expect(spectrumFigure({ wGR: layer, woGR: layer }, sets, { title: 'Noise' })).toMatchSnapshot();
  });
});

describe('degreesFigure', () => {
  it('draws CHI against the first degree alone', () => {
    const pair = (first: number, second: number, chi: number) => ({
      first,
      second,
      chi: overRuns([chi]),
      points: 10,
    });
    const pairs = [pair(0, 1, 3), pair(0, 2, 90), pair(1, 2, 7)];
    const { data } = degreesFigure({ wGR: { degradations, pairs, order: overRuns([1]) } });
    expect(data).toHaveLength(1);
    expect(data[0]).toMatchObject({ x: ['noise10', 'noise20'], y: [3, 90] });
  });
});
