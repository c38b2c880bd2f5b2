import { expect, it } from 'vitest';
import { overRuns } from '../../src/metrics/spread';
import { comparison, comparisonTable, type ComparedNetwork } from '../../src/reports/tables';
import type { LayerReport, NetworkReport } from '../../src/reports/report';
import { verdictOn } from '../../src/reports/verdict';

const counts = { points: 300, groups: 3 };

/** A network whose CHI at RB2 and whose pixels' CHI are these, with the verdict that comes of it. */
function network(
  name: string,
  values: readonly number[],
  { pixels = 1, shrunk = 4, points = 300 } = {},
): ComparedNetwork & Pick<NetworkReport, 'pixels'> {
  const layer = (name: string, chi: readonly number[]): LayerReport => ({
    layer: name,
    features: 4,
    wd: overRuns([1]),
    bd: overRuns([1]),
    chi: overRuns(chi),
    reduced: { wd: 1, bd: 1, chi: 1 },
    runs: [],
  });
  const layers = [layer('RB1', [2]), layer('RB2', values)];
  const control = layer('pixels', [pixels]);
  const verdict = verdictOn(name, layers, control.chi, { ...counts, points });
  return {
    name,
    scale: shrunk,
    shrunk,
    verdict,
    layers: [...layers, layer('Output', [999])],
    pixels: control,
  };
}

const strong = network('A', [290, 300, 310]);

it('says which sorts more clearly, by CHI and by verdict, whichever comes first', () => {
  const weak = network('B', [40, 42, 44]);
  const words =
    /^A sorts more clearly by degradation than B: CHI 300.* at RB2 and 42.* at RB2; the verdicts are “strongly” and “weakly”\.$/;
  expect(comparison(strong, weak)).toMatch(words);
  expect(comparison(weak, strong)).toMatch(words);
  expect(comparison(network('B', [150, 155, 160]), strong)).toMatch(
    /^A sorts .* both verdicts are “strongly”/,
  );
  expect(comparison(strong, network('B', [2, 2.1, 2.2]))).toMatch(/^A sorts .* “strongly” and “not”/);
});

it('claims nothing where runs differ as much', () => {
  // Means 300 and 282; deviations (n - 1) are 10 and 10, so that twice their joint spread is 28.3.
  expect(comparison(strong, network('B', [272, 282, 292]))).toMatch(
    /is not told.*no more than runs of t-SNE do/,
  );
  expect(comparison(strong, network('B', [258, 268, 278]))).toMatch(/^A sorts more clearly/);
  expect(comparison(strong, { ...strong, name: 'B' })).toMatch(/is not told/);
  // The same, though the verdicts differ.
  expect(comparison(network('A', [80, 110, 140]), network('B', [70, 95, 120]))).toMatch(
    /is not told.*“strongly” and “weakly”/,
  );
});

it('claims nothing of one run, of open verdicts, where neither sorts, and where CHI and verdict disagree', () => {
  expect(comparison(network('A', [300]), network('B', [30]))).toMatch(/one run of t-SNE does not show/);
  const few = network('B', [0.5, 0.6, 0.7], { points: 60 });
  expect(comparison(strong, few)).toMatch(/^So few patches do not show which of A and B/);
  expect(comparison(network('A', [15, 15.1]), network('B', [2, 2.1]))).toMatch(
    /^Neither A nor B organises its deep features/,
  );
  const shown = network('B', [400, 401, 402], { pixels: 150 });
  expect(comparison(strong, shown)).toMatch(/^Which of B and A .* is not told: .*“weakly” and “strongly”/);
});

it('says where inputs differ', () => {
  const other = network('B', [40, 42, 44], { shrunk: 2 });
  expect(comparison(strong, other)).toMatch(/images shrunk by 4 for A, by 2 for B\.$/);
});

it('sets networks side by side', () => {
  const { rows } = comparisonTable([strong, network('B', [40, 42, 44])] as unknown as NetworkReport[]);
  expect(rows).toEqual([
    ['A', 'x4', 'strongly', 'RB2', '300.00 ± 8.16', '1.00 ± 0.00', 'RB2'],
    ['B', 'x4', 'weakly', 'RB2', '42.00 ± 1.63', '1.00 ± 0.00', 'RB2'],
  ]);
});
