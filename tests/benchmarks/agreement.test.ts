import { describe, expect, it } from 'vitest';
import { agree, largestDifference, type AgreementSpec, type Judge } from '../../benchmarks/agreement';

const nobody: Judge = () => Promise.reject(new Error('no judge is needed'));
const same: AgreementSpec = { kind: 'difference', array: 'output', limit: 1e-4 };

describe('largestDifference', () => {
  it("is a share of the peer's largest value", () => {
    expect(largestDifference([1, 2, -3], [1, 2.5, -5])).toBe(2 / 5);
    expect(largestDifference([0, 0], [0, 0])).toBe(0);
  });

  it('is no number where lengths differ or a value is none', () => {
    expect(largestDifference([1, 2], [1, 2, 3])).toBeNaN();
    expect(largestDifference([1, NaN], [1, 2])).toBeNaN();
    expect(largestDifference([1, 2], [Infinity, 2])).toBeNaN();
    expect(largestDifference([], [])).toBeNaN();
  });
});

describe('agree', () => {
  it('accepts equal results within the limit alone', async () => {
    const peer = { output: [1, 2, 4] };
    expect(await agree(same, { output: [1, 2, 4.0001] }, peer, nobody)).toMatchObject({ holds: true });
    expect(await agree(same, { output: [1, 2, 4.001] }, peer, nobody)).toMatchObject({ holds: false });
    expect(await agree(same, { output: [NaN, 2, 4] }, peer, nobody)).toMatchObject({ holds: false });
  });

  it('measures losses by how far they moved, over the steps that both have', async () => {
    const spec: AgreementSpec = { kind: 'losses', limit: 1e-2 };
    const peer = { losses: [0.8, 0.6, 0.5] };
    const { value } = await agree(spec, { losses: [0.8, 0.602] }, peer, nobody);
    expect(value).toBeCloseTo(0.002 / 0.2, 12);
    // A side that does not learn gives nearly the same losses, but they do not move.
    expect(await agree(spec, { losses: [0.8, 0.79, 0.78] }, peer, nobody)).toMatchObject({ holds: false });
    expect(await agree(spec, { losses: [0.8] }, peer, nobody)).toMatchObject({ holds: false });
  });

  it('judges maps by their median divergence: a better one is welcome, a worse one is not', async () => {
    const spec: AgreementSpec = { kind: 'divergence', limit: 1.05 };
    const judge =
      (ours: number[]): Judge =>
      (side) =>
        Promise.resolve(side === 'ours' ? ours : [1, 1.2, 9]);
    expect(await agree(spec, {}, {}, judge([0.9, 0.6, 0.6]))).toMatchObject({ value: 0.5, holds: true });
    expect(await agree(spec, {}, {}, judge([1.3]))).toMatchObject({ holds: false });
    expect(await agree(spec, {}, {}, judge([NaN]))).toMatchObject({ holds: false });
  });

  it('compares medians either way', async () => {
    const spec: AgreementSpec = { kind: 'medians', array: 'kl', limit: 1.1 };
    const value = (a: number[], b: number[]): Promise<number> =>
      agree(spec, { kl: a }, { kl: b }, nobody).then((agreement) => agreement.value);
    expect(await value([2, 9, 1], [1, 1, 1])).toBe(2);
    expect(await value([1, 1, 1], [2, 9, 1])).toBe(2);
  });

  it('says which array is missing', async () => {
    await expect(agree(same, {}, { output: [1] }, nobody)).rejects.toThrow('no array output');
  });
});
