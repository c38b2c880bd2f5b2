import { expect, it } from 'vitest';
import { paperText, valueText } from '../../src/claims/value-text';

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
