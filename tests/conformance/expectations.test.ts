import { describe, expect, it } from 'vitest';
import { judge, type Expectations } from './expectations';
import { numberRepeats, type Result } from './results';

const expected: Expectations = {
  tfjs: '4.22.0',
  tests: { cpu: 2, ours: 2 },
  exceptions: [
    { outcome: 'failed', reason: 'known', tests: ['b'] },
    { outcome: 'left out', reason: 'about cpu', backend: 'ours', tests: ['c'] },
  ],
};
const a: Result = { test: 'a', outcome: 'passed' };
const b: Result = { test: 'b', outcome: 'failed', message: 'as ever' };
const c: Result = { test: 'c', outcome: 'left out' };

describe('judge', () => {
  it('is content with what the list says, for all backends or for one', () => {
    expect(judge('cpu', [a, b], expected)).toEqual({
      asExpected: { passed: 1, failed: 1, skipped: 0, 'left out': 0 },
      surprises: [],
    });
    expect(judge('ours', [a, b, c], expected)).toEqual({
      asExpected: { passed: 1, failed: 1, skipped: 0, 'left out': 1 },
      surprises: [],
    });
  });

  it.each<[string, Result[], RegExp]>([
    [
      'a test fails',
      [{ test: 'a', outcome: 'failed', message: '1 is not 2' }, b],
      /^a: failed.*\n.*1 is not 2/,
    ],
    ['a test is skipped', [{ test: 'a', outcome: 'skipped' }, b], /^a: skipped, not passed/],
    ['a listed test passes', [a, { test: 'b', outcome: 'passed' }], /^b: passed, not failed/],
    ['a test is left out that is listed for another backend', [a, b, c], /^c: left out, not passed/],
  ])('is surprised when %s', (_, results, surprise) => {
    const { surprises } = judge('cpu', results, expected);
    expect(surprises).toHaveLength(1);
    expect(surprises[0]).toMatch(surprise);
  });

  it('is surprised when a test is missing, listed or not', () => {
    expect(judge('cpu', [b], expected).surprises.join()).toContain('1 tests, not 2');
    expect(judge('cpu', [a], expected).surprises.join()).toContain('b: listed, but');
    expect(judge('cpu', [], expected).surprises).not.toEqual([]);
    expect(judge('unknown', [a, b], expected).surprises.join()).toContain('2 tests, not undefined');
  });
});

describe('numberRepeats', () => {
  it('tells tests of one name apart', () => {
    expect(numberRepeats([a, b, a, a]).map(({ test }) => test)).toEqual(['a', 'b', 'a (2)', 'a (3)']);
  });
});
