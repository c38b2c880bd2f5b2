import { expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import type { LayerAnalysis } from '../../src/analysis/analyse';
import { overRuns } from '../../src/metrics/spread';
import { dataFrame, frameRows } from '../../src/notebook/data-frame';

const layer = (name: string, chi: readonly number[]): LayerAnalysis =>
  ({
    layer: name,
    ...{ wd: overRuns(chi.map(() => 2)), bd: overRuns(chi.map(() => 3)), chi: overRuns(chi) },
    ...{ reduced: { chi: 1 }, runs: [] },
  }) as unknown as LayerAnalysis;

it('gives a row for each run of analyses, which groupby brings to means', async () => {
  const analyses = { wGR: [layer('RB1', [1, 3]), layer('RB16', [10, 20])], woGR: [layer('RB1', [5, 7])] };
  expect(frameRows(analyses)[1]).toEqual({ network: 'wGR', layer: 'RB1', run: 1, WD: 2, BD: 3, CHI: 3 });
  const frame = await dataFrame(analyses);
  expect(frame.shape).toEqual([6, 6]);
  const means = frame.groupby(['network', 'layer']).col(['CHI']).mean();
  expect(means.values).toEqual([
    ['wGR', 'RB1', 2],
    ['wGR', 'RB16', 15],
    ['woGR', 'RB1', 6],
  ]);
  const report = { networks: [{ name: 'net', pixels: layer('pixels', [1]), layers: [layer('RB1', [2])] }] };
  expect(frameRows(report).map(({ network, layer: name, CHI }) => [network, name, CHI])).toEqual([
    ['net', 'pixels', 1],
    ['net', 'RB1', 2],
  ]);
});

it('flattens other records: claims, scores, rows of a sweep', async () => {
  const claims = [
    { id: 'a', ours: 2, verdict: 'holds', interval: { low: 1, high: 3 }, near: true },
    { id: 'b', ours: 1, verdict: 'holds' },
  ];
  expect(frameRows(claims)).toEqual([
    { id: 'a', ours: 2, verdict: 'holds', 'interval.low': 1, 'interval.high': 3, near: true },
    { id: 'b', ours: 1, verdict: 'holds', 'interval.low': NaN, 'interval.high': NaN, near: '' },
  ]);
  expect(frameRows([{ CHI: overRuns([1, 3]), pair: ['clean', 'blur4'] }])).toEqual([
    { CHI: 2, 'CHI deviation': 1, pair: 'clean blur4' },
  ]);
  const frame = await dataFrame(claims);
  expect(frame.groupby(['verdict']).col(['ours']).count().values).toEqual([['holds', 2]]);
});

it('refuses what it cannot read', () => {
  expect(() => frameRows([])).toThrow(/no rows/);
  expect(() => frameRows([[1]])).toThrow(InputError);
  expect(() => frameRows({ wGR: [{ no: 'analysis' }] } as never)).toThrow(/wGR is no analysis/);
});
