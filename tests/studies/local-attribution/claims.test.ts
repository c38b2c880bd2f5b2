import { describe, expect, it } from 'vitest';
import {
  checkLocalAttribution,
  type LookRow,
  type NoiseRow,
  srcnnField,
  stripes,
} from '../../../src/studies/local-attribution';

const row = (network: string, psnr: number, di: number, area: number): LookRow => ({
  network,
  psnr,
  di: [di],
  area: [area],
  residual: 0,
  found: [],
});
const noise = (withDetail: number): NoiseRow[] => [{ withDetail } as NoiseRow];
const depthsOf = (values: readonly number[], area: number) =>
  values.map((di, i) => ({ layers: 3 + 2 * i, row: row(`${i}`, 25 + i, di, area), field: 0.5 }));

describe('the claims on local attribution maps', () => {
  it('hold, hold weakly and do not hold as their thresholds say', () => {
    const verdicts = (
      values: readonly number[],
      area: number,
      regular: number,
      detail: number,
      [di, psnr]: readonly [number, number],
    ): string[] => {
      const depths = depthsOf(values, area);
      const evidence = {
        depths,
        rows: depths.map((one) => one.row),
        transformer: { attention: row('SwinIR', psnr, di, 0.2), convolutions: row('SRResNet', 25, 10, 0.2) },
        stripes: { regular, others: [2, 2] },
        noise: noise(detail),
      };
      return checkLocalAttribution(evidence).map(({ verdict }) => verdict);
    };
    const all = (verdict: string): string[] => Array.from({ length: 6 }, () => verdict);
    expect(verdicts([1, 2, 3, 4, 5, 6], 0.2, 4, -0.5, [9, 24.91])).toEqual(all('holds'));
    expect(verdicts([6, 5, 4, 3, 2, 1], 0.6, 1, 0.5, [9, 24.4])).toEqual(all('does not hold'));
    expect(verdicts([3, 1, 2, 4, 6, 5], 0.3, 2.5, -0.1, [9.5, 24.6])).toEqual([
      'holds weakly',
      'holds',
      ...Array.from({ length: 4 }, () => 'holds weakly'),
    ]);
  });

  it('know what an SRCNN can see, and draw stripes', () => {
    // 3 layers: 9 x 9, 5 x 5, 5 x 5 reach 8 pixels of the output to each side, a window of 4 LR pixels and bicubic's 4 more: 4 + 17 / 4 + 4 of 32.
    expect(srcnnField(3, { size: 32, window: 4, scale: 4 })).toBeCloseTo(((4 + 17 / 4 + 4) / 32) ** 2, 9);
    expect(srcnnField(60, { size: 32, window: 4, scale: 4 })).toBe(1);
    const { data } = stripes(16);
    expect(Math.min(...data)).toBeGreaterThan(0.19);
    expect(Math.max(...data)).toBeLessThan(0.81);
  });
});
