import { describe, expect, it } from 'vitest';
import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { imagesInMemory } from '@ddr-lab/images/image-set';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { psnr } from '../../../src/metrics/psnr';
import {
  checkTaughtRepresentations,
  representationRow,
  representationSets,
  type RepresentationRow,
} from '../../../src/studies/taught-representations';

const names = { taught: 't', published: 'p', spontaneous: 's', plain: 'd', aware: 'a', untaught: 'u' };
type Pair = readonly [noise: number, blur: number];

/** Rows of the four representations; content of the taught one. */
function rowsOf(given: Readonly<Record<keyof typeof names, Pair>>, content: Pair): RepresentationRow[] {
  return (['noise', 'blur'] as const).flatMap((kind, k) =>
    (Object.keys(names) as (keyof typeof names)[]).map((key) => ({
      representation: names[key],
      kind,
      columns: 64,
      degradation: given[key][k],
      content: key === 'taught' ? content[k] : 5,
      neighbours: 0.5,
      map: createMatrix(1, 2, new Float64Array(2)),
      probe: 0.5,
      mapChi: 1,
    })),
  );
}

const verdicts = (rows: RepresentationRow[]): string[] =>
  checkTaughtRepresentations(rows, names).map(({ verdict }) => verdict);

describe('the claims on taught representations', () => {
  it('hold, hold weakly and do not hold as their thresholds say', () => {
    const strong = {
      taught: [900, 180],
      published: [100, 60],
      spontaneous: [60, 50],
      plain: [50, 90],
      aware: [303, 90],
      untaught: [100, 200],
    } as const;
    expect(verdicts(rowsOf(strong, [0.2, 2]))).toEqual(Array.from({ length: 6 }, () => 'holds'));
    const some = {
      taught: [200, 70],
      published: [90, 60],
      spontaneous: [120, 60],
      plain: [50, 90],
      aware: [150, 90],
      untaught: [100, 20],
    } as const;
    expect(verdicts(rowsOf(some, [2, 20]))).toEqual(Array.from({ length: 6 }, () => 'holds weakly'));
    const none = {
      taught: [50, 20],
      published: [60, 60],
      spontaneous: [60, 60],
      plain: [60, 60],
      aware: [149, 90],
      untaught: [100, 20],
    } as const;
    expect(verdicts(rowsOf(none, [80, 80]))).toEqual(Array.from({ length: 6 }, () => 'does not hold'));
  });
});

describe('representations', () => {
  const images = imagesInMemory(
    Array.from({ length: 12 }, (_, index) => drawScene({ seed: 4, index, height: 96, width: 112 })),
  );

  it('are of the middle of each image, level by level, the stronger the further from the first', async () => {
    const sets = await representationSets(images, 'noise', { patch: 12 });
    expect(sets.degradations).toEqual(['noise 0', 'noise 5', 'noise 10', 'noise 15']);
    expect(sets.patches.length).toBe(48);
    expect([...sets.labels.slice(10, 14)]).toEqual([0, 0, 1, 1]);
    expect([...sets.contents.slice(10, 14)]).toEqual([10, 11, 0, 1]);
    expect(sets.patches.every(({ height, width }) => height === 12 && width === 12)).toBe(true);
    const [five, ten, fifteen] = [1, 2, 3].map((k) => psnr(sets.patches[12 * k], sets.patches[0]));
    expect(five).toBeGreaterThan(ten);
    expect(ten).toBeGreaterThan(fifteen);
  });

  it('are told by what they are sorted by', async () => {
    const sets = await representationSets(images, 'blur', { patch: 12 });
    const of = (value: (i: number) => number): Promise<RepresentationRow> =>
      representationRow(
        'one',
        'blur',
        // A second number that says nothing, so that no two rows are the same.
        createMatrix(
          48,
          2,
          Float32Array.from({ length: 96 }, (_, i) => (i % 2 ? ((i * 7) % 5) / 50 : value(i >> 1))),
        ),
        sets,
      );
    const byLevel = await of((i) => sets.labels[i]);
    const byImage = await of((i) => sets.contents[i]);
    expect(byLevel.neighbours).toBe(1);
    expect(byLevel.degradation).toBeGreaterThan(100 * byLevel.content);
    expect(byImage.content).toBeGreaterThan(100 * byImage.degradation);
    expect(byLevel.map.rows).toBe(48);
  });
});
