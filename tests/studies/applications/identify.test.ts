import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groupFolds, groupSplits, identify } from '../../../src/studies/applications/identify';
import { principalComponents, standardised } from '../../../src/studies/applications/representation';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { createRandom } from '@ddr-lab/base/random';

describe('groupSplits', () => {
  it('never tests a group that was trained on, and loses no row', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 8, maxLength: 40 }), (groups) => {
        fc.pre(new Set(groups).size > 1);
        const folds = groupFolds(groups, { folds: 3 });
        for (const { train, test } of [...groupSplits(groups, { repeats: 4 }), ...folds]) {
          const trained = new Set(train.map((row) => groups[row]));
          expect(test.some((row) => trained.has(groups[row]))).toBe(false);
          expect([...train, ...test].sort((a, b) => a - b)).toEqual(groups.map((_, row) => row));
          expect(Math.min(train.length, test.length)).toBeGreaterThan(0);
        }
        const tested = folds.flatMap(({ test }) => test).sort((a, b) => a - b);
        expect(tested).toEqual(groups.map((_, row) => row));
      }),
    );
  });

  it('draws different splits while there are any', () => {
    const groups = [0, 1, 2, 3, 4];
    const keys = groupSplits(groups, { repeats: 10, testShare: 0.4 }).map(({ test }) => test.join());
    expect(new Set(keys).size).toBe(10);
    expect(groupSplits(groups, { repeats: 12, testShare: 0.4 })).toHaveLength(12);
  });
});

describe('identify', () => {
  const random = createRandom(3);
  const groups = Array.from({ length: 64 }, (_, i) => i >> 2);
  const labels = groups.map((_, i) => i % 4);
  const distortions = ['a', 'b', 'c', 'd'];
  /** What tells the classes in four features, and content that a group shares in all, mostly in the others. */
  const rows = groups.flatMap((group, i) =>
    Array.from(
      { length: 12 },
      (_, j) => (j < 4 ? Number(j === labels[i]) : 0) + (j < 4 ? 0.3 : 3) * Math.sin(group * (j + 1)),
    ),
  );
  const features = createMatrix(
    64,
    12,
    Float64Array.from(rows, (value) => value + 0.1 * random.normal()),
  );

  it('names what there is to name, and repeats itself', async () => {
    const result = await identify(standardised(features), { labels, groups, distortions }, { repeats: 3 });
    expect(result.accuracy.values).toHaveLength(3);
    expect(result.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(3 * 16);
    expect(result.accuracy.mean).toBeGreaterThan(0.9);
    expect(await identify(standardised(features), { labels, groups, distortions }, { repeats: 3 })).toEqual(
      result,
    );
  });

  it('is at chance where labels mean nothing', async () => {
    const shuffled = createRandom(5).shuffle([...labels]);
    const { accuracy } = await identify(
      principalComponents(features),
      { labels: shuffled, groups, distortions },
      { repeats: 8 },
    );
    expect(accuracy.mean).toBeLessThan(0.45);
  });

  it('needs three references', async () => {
    await expect(
      identify(standardised(features), { labels, groups: labels.map((l) => l % 2), distortions }),
    ).rejects.toThrow(/three references/);
  });
});
