import { expect, it } from 'vitest';
import {
  intervalText,
  intervalWords,
  oursText,
  paperText,
  valueText,
  verdictText,
} from '@ddr-lab/book/claims/value-text';

it.each([
  [3.14159, '3.14'],
  [370, '370'],
  [123456.78, '123456.8'],
  [0, '0'],
  [1.5e-7, '1.5e-7'],
  [Number.POSITIVE_INFINITY, 'Infinity'],
  [null, '–'],
  ['above 100', 'above 100'],
  [{ mean: 279.66, standardDeviation: 3.21 }, '279.7 ± 3.21'],
])('%j', (value, text) => {
  expect(valueText(value)).toBe(text);
});

it("the paper's number keeps its digits", () => {
  expect([322.16, 92.08, 'far above', undefined].map(paperText)).toEqual([
    '322.16',
    '92.08',
    'far above',
    '–',
  ]);
});

it.each([
  [{ low: 240.6, high: 1904 }, '[241, 1900]'],
  [{ low: -0.4001, high: 0.0201 }, '[-0.4, 0.0201]'],
  [{ low: 1.5, high: null, of: 'quotient' }, '[quotient: 1.5, ∞]'],
  [{ low: null, high: Infinity }, '[−∞, ∞]'],
  [undefined, ''],
  ['odd', ''],
])('the interval %j', (interval, text) => {
  expect(intervalText(interval)).toBe(text);
  expect(oursText({ ours: 3, interval })).toBe(text === '' ? '3' : `3 ${text}`);
});

it('a verdict is marked where it changes within the interval, and the mark is explained where it stands', () => {
  const sure = { verdict: 'holds', interval: { low: 1, high: 2 } };
  const near = { ...sure, near: true };
  expect([sure, near].map(verdictText)).toEqual(['holds', 'holds †']);
  expect(intervalWords([{}])).toBe('');
  expect(intervalWords([sure])).toMatch(/^In brackets: the 95 % interval[^†]*$/);
  expect(intervalWords([sure, near])).toContain('†: the verdict changes within it');
});
