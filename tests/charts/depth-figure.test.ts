import { expect, it } from 'vitest';
import { depthFigure } from '../../src/studies/depth/depth';
import { overRuns } from '../../src/metrics/spread';

it('draws CHI over layers, the same for the same numbers', () => {
  const side = (...chi: number[]): { chi: ReturnType<typeof overRuns> } => ({ chi: overRuns(chi) });
  const rows = [
    { layers: 3, wGR: side(0.2, 0.4), woGR: side(0.1, 0.3) },
    { layers: 13, wGR: side(260, 250), woGR: side(2, 4) },
  ];
  expect(depthFigure(rows, { title: 'Depth.' })).toMatchSnapshot();
});
