import { DataFrame } from 'danfojs-node';
import { expect, test } from 'vitest';
import { analyse } from '../../src/analysis/analyse';
import { degradedSets } from '../../src/analysis/degraded-sets';
import { lowResolution } from '../../src/analysis/low-resolution';
import { createMatrix, type Matrix } from '@ddr-lab/base/arrays/matrix';
import { openSet } from '../../src/images/sets/open';
import { buildNetwork } from '../../src/networks/network';
import { table } from '../../src/notebook/table';
import { fakeKernel } from './kernel';

const shown = fakeKernel();

test('records become HTML and lined-up text', () => {
  table(
    [
      { layer: 'RB1', CHI: { mean: 0.312, standardDeviation: 0.123 }, n: 3, rate: 0.0004 },
      { layer: 'RB16', CHI: { mean: 280.24, standardDeviation: 12.1 }, n: 15, rate: 0.5 },
    ],
    { caption: 'Tab. 3', precision: { CHI: 1 } },
  );
  expect(shown[0].data['text/plain']).toBe(
    [
      'Tab. 3',
      '',
      'layer           CHI   n     rate',
      '-----  ------------  --  -------',
      'RB1       0.3 ± 0.1   3  0.00040',
      'RB16   280.2 ± 12.1  15     0.50',
    ].join('\n'),
  );
  expect(shown[0].data['text/html']).toContain('<td style="text-align:right">280.2 ± 12.1</td>');
});

test('everything in a table is shown letter by letter', () => {
  const hostile = '<img src=x onerror="harm()">';
  table([{ [hostile]: hostile, b: 1 }], { caption: hostile });
  const html = shown[0].data['text/html']!;
  expect(html).not.toContain('<img');
  expect(html.match(/&lt;img src=x onerror=&quot;harm\(\)&quot;&gt;/g)).toHaveLength(3);
});

test('gaps, infinities and records that differ have their place', () => {
  table([{ a: NaN }, { a: 1.5, b: Infinity }, { b: null }, { b: true as never }]);
  const lines = shown[0].data['text/plain'].split('\n').slice(2);
  expect(lines.map((line) => line.trim().split(/\s+/))).toEqual([
    ['–', '–'],
    ['1.50', '∞'],
    ['–', '–'],
    ['–', 'true'],
  ]);
});

test('a danfojs DataFrame is a table; its index is shown where it has names', () => {
  const frame = new DataFrame({ psnr: [24.591, 23.71], network: ['wGR', 'woGR'] });
  table(frame);
  expect(shown[0].data['text/plain']).toBe(
    [' psnr  network', '-----  -------', '24.59  wGR', '23.71  woGR'].join('\n'),
  );
  table(new DataFrame({ psnr: [24.5] }, { index: ['mean'] }));
  expect(shown[1].data['text/plain']).toBe(['       psnr', '----  -----', 'mean  24.50'].join('\n'));
});

test('anything else is refused', () => {
  expect(() => table([1, 2] as never)).toThrow('row 1 is no record');
  expect(() => table({ rows: [] } as never)).toThrow('a DataFrame or an array of records');
});

test('what analyse gives is a row a layer, without maps and runs', async () => {
  const network = await buildNetwork({ kind: 'srresnet', channels: 4, blocks: 1, seed: 1 });
  const lr = await lowResolution(await openSet('scenes', { count: 6, size: 64 }));
  const sets = await degradedSets(lr, { degradations: ['clean', 'noise50'], patch: 16 });
  const quick = { layers: ['Conv1', 'RB1'], runs: 1, tsne: { iterations: 260 }, onMessage: false } as const;
  const results = await analyse(network, sets, quick);
  network.model.dispose();
  // Without an index signature, as the compiler says of interfaces.
  table(results);
  const [head, , first, second] = shown[0].data['text/plain'].split('\n');
  expect(head.split(/ {2,}/)).toEqual([
    ...['layer', 'patches', 'WD', 'BD', 'CHI', 'CHI before t-SNE', 'CHI of the pixels', 'by degradation'],
  ]);
  expect(first).toMatch(/^Conv1 +6 .* ± .* undecided$/);
  expect(second).toMatch(/^RB1 +6 /);
});

test('lists, matrices and records in cells are readable', () => {
  interface Row {
    readonly names: readonly string[];
    readonly map: Matrix;
    readonly scores: { readonly wd: number; readonly bd: number };
  }
  const row: Row = {
    names: ['a', 'b'],
    map: createMatrix(3, 2, new Float64Array(6)),
    scores: { wd: 1.25, bd: 3 },
  };
  table([row]);
  expect(shown[0].data['text/plain'].split('\n')[2].split(/ {2,}/)).toEqual([
    ...['a, b', '3 x 2', 'wd 1.25, bd 3.00'],
  ]);
});
