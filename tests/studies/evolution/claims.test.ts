import { describe, expect, it } from 'vitest';
import {
  checkExplanation,
  checkTrainingEvolution,
  type Explanation,
} from '../../../src/studies/evolution/claims';

type Course = Parameters<typeof checkTrainingEvolution>[0]['wGR'];
const course = (chi: number[], psnr = chi.map((_, i) => 22 + i / 5)): Course =>
  chi.map((mean, i) => ({ iteration: i === 0 ? 0 : 2 ** i, psnr: psnr[i], chi: { mean } }));
const verdicts = (wGR: Course, woGR: Course): string[] =>
  checkTrainingEvolution({ wGR, woGR }).map(({ verdict }) => verdict);

describe('checkTrainingEvolution', () => {
  const rising = course([0.1, 0.3, 1, 12, 60, 200]);

  it("finds the paper's picture to hold", () => {
    expect(verdicts(rising, course([0.2, 0.3, 0.1, 0.2, 0.4, 0.3]))).toEqual(Array(4).fill('holds'));
  });

  it('can fail, each claim on its own ground', () => {
    expect(verdicts(course([300, 200, 60, 12, 1, 0.1]), course([0.2, 90]))).toEqual(
      Array(4).fill('does not hold'),
    );
    expect(verdicts(course([10, 12, 60, 55, 200, 190]), course([0.2, 15]))).toEqual([
      'holds weakly',
      'holds weakly',
      'holds weakly',
      'holds weakly',
    ]);
    const falling = course([0.1, 0.3, 1, 12, 60, 200], [26, 25, 24, 23, 22, 21]);
    expect(verdicts(falling, rising)).toEqual(['holds', 'holds', 'does not hold', 'does not hold']);
  });
});

describe('checkExplanation', () => {
  const shares = (content: number, degradation: number): Explanation['output']['wGR'] => ({
    content,
    degradation,
    interaction: 1 - content - degradation,
  });
  const check = (output: number, features: number, woGR: number, input: number): string[] =>
    checkExplanation({
      output: { wGR: shares(output, 0.01), woGR: shares(0.9, 0.001) },
      features: { wGR: shares(0.5, features), woGR: shares(0.9, 0.01) },
      withoutContent: { woGR, input },
    }).map(({ verdict }) => verdict);

  it('lets each step hold or fail alone', () => {
    expect(check(0.3, 0.2, 150, 2)).toEqual(['holds', 'holds', 'holds']);
    expect(check(0.6, 0.03, 12, 3)).toEqual(['holds weakly', 'holds weakly', 'holds weakly']);
    expect(check(0.8, 0.01, 150, 100)).toEqual(['does not hold', 'does not hold', 'does not hold']);
    expect(check(0.3, 0.01, 1, 0.1)).toEqual(['holds', 'does not hold', 'does not hold']);
  });
});
