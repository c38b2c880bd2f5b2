import { describe, expect, it } from 'vitest';
import { overRuns } from '../../src/metrics/spread';
import { chiFor, comparableChi, gradeOf } from '../../src/analysis/grade';
import { verdictOn } from '../../src/reports/verdict';

const paper = { points: 300, groups: 3 };
const spread = (...values: number[]): ReturnType<typeof overRuns> => overRuns(values);

describe('a comparable CHI', () => {
  it('is CHI itself for three groups of 100 points', () => {
    expect(comparableChi(123, paper)).toBeCloseTo(123, 10);
  });

  it('is that of the same ratio of variances: repeating every point changes nothing but degrees of freedom', () => {
    // Between / within is the same for points taken twice; CHI is that ratio times (n - k) / (k - 1).
    const once = (5 * (60 - 4)) / (4 - 1);
    const twice = (5 * (120 - 4)) / (4 - 1);
    expect(comparableChi(once, { points: 60, groups: 4 })).toBeCloseTo(
      comparableChi(twice, { points: 120, groups: 4 }),
      10,
    );
  });

  it('goes back by chiFor', () => {
    const counts = { points: 84, groups: 2 };
    expect(comparableChi(chiFor(20, counts), counts)).toBeCloseTo(20, 10);
  });
});

describe('the grade', () => {
  it.each([
    [100, 1, 'strongly'],
    [99, 1, 'weakly'],
    [100, 21, 'weakly'],
    [20, 1, 'weakly'],
    [20, 11, 'not'],
    [19.9, 1, 'not'],
  ])('of CHI %d beside pixels of %d is %s', (chi, pixels, grade) => {
    expect(gradeOf(chi, pixels, paper)).toBe(grade);
  });

  it('is undecided where few patches show nothing, but not where they show it', () => {
    const few = { points: 60, groups: 3 };
    expect(gradeOf(1, 1, few)).toBe('undecided');
    expect(gradeOf(60, 1, few)).toBe('strongly');
    // Chance gives such a CHI, large though it would be for 300 points.
    expect(gradeOf(4.9, 0.1, { points: 15, groups: 3 })).toBe('undecided');
  });
});

describe('the verdict', () => {
  const layers = [
    { layer: 'RB1', chi: spread(1, 1) },
    { layer: 'RB8', chi: spread(30, 34) },
    { layer: 'RB16', chi: spread(250, 90) },
  ];

  it('says how strongly, where it begins, with what numbers, and how many runs agree', () => {
    const verdict = verdictOn('net', layers, spread(0.4), paper);
    expect(verdict).toMatchObject({
      grade: 'strongly',
      layer: 'RB16',
      chi: 170,
      begins: 'RB8',
      agreeing: 1,
      runs: 2,
    });
    expect(verdict.text).toBe(
      'net organises its deep features strongly by degradation: CHI 170.0 at RB16, 0.40 in the pixels of its input. ' +
        'It does so from RB8 (32.0). 1 of 2 runs of t-SNE say so by themselves.',
    );
  });

  it('begins behind the last layer that does not tell', () => {
    const gap = [layers[1], layers[0], layers[2]];
    expect(verdictOn('net', gap, spread(0.4), paper).begins).toBe('RB16');
    expect(verdictOn('net', layers.slice(0, 1), spread(0.4), paper)).toMatchObject({
      grade: 'not',
      begins: null,
    });
  });

  it('says so where the input itself shows the degradations', () => {
    const verdict = verdictOn('net', [layers[1]], spread(30), paper);
    expect(verdict.grade).toBe('not');
    expect(verdict.text).toContain('the input itself shows the degradations');
  });
});
