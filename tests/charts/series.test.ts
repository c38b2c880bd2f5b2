import { expect, test } from 'vitest';
import { bars } from '@ddr-lab/charts/bars';
import { lines } from '@ddr-lab/charts/lines';

const wide = [{ name: 'wGR', values: [0.3, { mean: 280, standardDeviation: 20 }] }];
const narrow = [{ name: 'PSNR', values: [23.6, 24.6] }];

test('the figures of a fixed input', () => {
  expect(bars({ name: 'b', categories: ['RB1', 'RB16'], series: wide, valueTitle: 'CHI' })).toMatchSnapshot();
  expect(lines({ name: 'l', x: [1, 2], series: narrow, valueTitle: 'PSNR (dB)' })).toMatchSnapshot();
});

test('the value axis is logarithmic where the values spread wide, and never with zeros unless asked', () => {
  const type = (series: { name: string; values: number[] }[]): unknown =>
    (lines({ name: 'l', x: [1, 2], series, valueTitle: 'v' }).layout.yaxis as { type: string }).type;
  expect(type([{ name: 'a', values: [1, 51] }])).toBe('log');
  expect(type([{ name: 'a', values: [1, 49] }])).toBe('linear');
  expect(type([{ name: 'a', values: [0, 5000] }])).toBe('linear');
  expect(() =>
    bars({
      name: 'b',
      categories: ['a'],
      series: [{ name: 's', values: [0] }],
      valueTitle: 'v',
      logarithmic: true,
    }),
  ).toThrow('the series s holds 0, which a logarithmic axis cannot show');
});

test('bars start at zero, lines need not', () => {
  const mode = (layout: Record<string, unknown>): unknown =>
    (layout.yaxis as { rangemode: string }).rangemode;
  expect(mode(bars({ name: 'b', categories: ['a', 'b'], series: narrow, valueTitle: 'v' }).layout)).toBe(
    'tozero',
  );
  expect(mode(lines({ name: 'l', x: ['a', 'b'], series: narrow, valueTitle: 'v' }).layout)).toBe('normal');
});

test('a value without a deviation has no error bar', () => {
  const [trace] = bars({ name: 'b', categories: ['a', 'b'], series: wide, valueTitle: 'v' }).data;
  expect((trace.error_y as { array: unknown }).array).toEqual([null, 20]);
  const [plain] = bars({ name: 'b', categories: ['a', 'b'], series: narrow, valueTitle: 'v' }).data;
  expect(plain.error_y).toBeUndefined();
});

test('series that do not match their places are refused', () => {
  expect(() => bars({ name: 'b', categories: ['a'], series: narrow, valueTitle: 'v' })).toThrow(
    'the series PSNR has 2 values for 1 places',
  );
  expect(() =>
    lines({ name: 'l', x: ['a', 'b'], series: narrow, valueTitle: 'v', logarithmicX: true }),
  ).toThrow('a logarithmic x axis needs numbers above 0');
});
