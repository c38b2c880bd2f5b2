import { createMatrix } from '@ddr-lab/base/arrays/matrix';
import { createRandom } from '@ddr-lab/base/random';
import { describe, expect, it } from 'vitest';
import { linearProbe } from '../../../src/metrics/linear-probe';
import { placesFound, scoreOrder } from '../../../src/studies/taught-representations/systems';
import { checkSystems } from '../../../src/studies/taught-representations/systems-claims';
import type { RepresentationRow } from '../../../src/studies/taught-representations';

const levels = 4;
const images = 20;
const labels = Int32Array.from({ length: levels * images }, (_, i) => Math.floor(i / images));
const contents = Int32Array.from({ length: levels * images }, (_, i) => i % images);

describe('a linear probe', () => {
  const random = createRandom(3);
  const rows = (value: (label: number, image: number) => number) =>
    createMatrix(
      labels.length,
      3,
      Float64Array.from({ length: 3 * labels.length }, (_, at) => {
        const i = Math.floor(at / 3);
        return at % 3 === 0 ? value(labels[i], contents[i]) : random.normal();
      }),
    );

  it('names levels that a plane parts, on images that it has not seen', () => {
    const two = labels.map((label) => Math.min(label, 1));
    expect(
      linearProbe(
        rows((label) => 10 * Math.min(label, 1)),
        { levels: two, contents },
      ),
    ).toBe(1);
  });

  it('guesses where nothing tells', () => {
    const share = linearProbe(
      rows(() => random.normal()),
      { levels: labels, contents },
    );
    // 80 guesses of one in four: 0.25 +- 4 deviations of 0.048.
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.45);
  });

  it('gains nothing from knowing the image, since that is left out whole', () => {
    // Each image has its own number; levels differ by too little beside.
    const share = linearProbe(
      rows((_, image) => 100 * image),
      { levels: labels, contents },
    );
    expect(share).toBeLessThan(0.5);
  });
});

describe('scores', () => {
  const sets = { labels, contents, degradations: ['a', 'b', 'c', 'd'] };
  const scores = (of: (level: number, image: number) => number) => ({
    data: Float64Array.from(labels, (level, i) => of(level, contents[i])),
  });

  it('may rise in each image and not over all', () => {
    const found = scoreOrder(
      scores((level, image) => level + 100 * ((image * 7) % images)),
      sets,
    );
    expect(found.perImage).toBe(1);
    expect(found.lowestFirst).toBe(1);
    expect(found.pooled).toBeLessThan(0.2);
  });

  it('fall, or say nothing', () => {
    const falling = scoreOrder(
      scores((level) => -level),
      sets,
    );
    expect(falling.pooled).toBeCloseTo(-1, 12);
    expect(falling.lowestFirst).toBe(0);
    const some = scoreOrder(
      scores((level, image) => (image === 0 ? 5 : level)),
      sets,
    );
    expect(some.perImage).toBeCloseTo(1 - 1 / images, 12);
  });
});

describe('places', () => {
  const patch = 8;
  const places = { count: 2, step: 3, border: 2 };
  const random = createRandom(4);
  const embedding = createMatrix(
    2,
    patch * patch * 4,
    Float32Array.from({ length: 2 * patch * patch * 4 }, () => random.normal()),
  );

  it('find themselves, whatever their length', () => {
    const longer = createMatrix(
      2,
      embedding.columns,
      embedding.data.map((value) => 3 * value),
    );
    expect(placesFound(embedding, longer, patch, places)).toBe(1);
  });

  it('are not found where all are alike', () => {
    const flat = createMatrix(2, embedding.columns, new Float32Array(embedding.data.length).fill(1));
    expect(placesFound(flat, flat, patch, places)).toBe(0);
  });
});

describe('claims of DAA, CDSR and CRL-SR', () => {
  const row = (representation: string, kind: 'noise' | 'blur', given: Partial<RepresentationRow>) => ({
    representation,
    kind,
    columns: 1,
    degradation: 100,
    content: 1,
    neighbours: 0.5,
    probe: 0.5,
    map: createMatrix(1, 2, new Float64Array(2)),
    mapChi: 1,
    ...given,
  });
  const names = {
    taught: 'taught',
    ranked: 'ranked',
    published: 'published',
    content: 'content',
    decoupled: 'decoupled',
    spontaneous: 'spontaneous',
  };
  const measured = (
    of: Partial<Record<keyof typeof names, Partial<RepresentationRow>>>,
    order: { pooled: number; perImage: number; lowestFirst: number },
    found: number[],
  ) =>
    checkSystems({
      rows: (['noise', 'blur'] as const).flatMap((kind) =>
        Object.keys(names).map((name) => row(name, kind, of[name as keyof typeof names] ?? {})),
      ),
      names,
      scores: { noise: order, blur: order },
      found,
    }).map(({ verdict }) => verdict);

  it('hold at their thresholds', () => {
    expect(
      measured(
        {
          ranked: { degradation: 101 },
          taught: { probe: 0.9 },
          published: { probe: 0.84 },
          content: { probe: 0.3 },
          decoupled: { degradation: 10 },
        },
        { pooled: 0.95, perImage: 0.9, lowestFirst: 0.9 },
        [0.4, 0.6],
      ),
    ).toEqual(Array.from({ length: 7 }, () => 'holds'));
  });

  it('hold weakly below', () => {
    expect(
      measured(
        {
          ranked: { degradation: 100 },
          taught: { probe: 0.86 },
          published: { probe: 0.84 },
          content: { probe: 0.3 },
          decoupled: { degradation: 50 },
        },
        { pooled: 0.8, perImage: 0.6, lowestFirst: 0.6 },
        [0.2, 0.3],
      ),
    ).toEqual([
      'holds weakly',
      'holds weakly',
      'holds weakly',
      'does not hold',
      'holds weakly',
      'holds weakly',
      'holds weakly',
    ]);
  });

  it('do not hold where it is the other way round', () => {
    expect(
      measured(
        { ranked: { degradation: 10 }, content: { probe: 0.9 }, decoupled: { degradation: 99 } },
        { pooled: 0.5, perImage: 0.1, lowestFirst: 0.25 },
        [0.02],
      ),
    ).toEqual(Array.from({ length: 7 }, () => 'does not hold'));
  });
});
