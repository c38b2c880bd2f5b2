import { describe, expect, it } from 'vitest';
import { halves } from '../../src/analysis/test-set';
import { createImage } from '@ddr-lab/images/image';
import type { ImageSet } from '@ddr-lab/images/image-set';

describe('halves', () => {
  it('cuts along the longer side', async () => {
    const one: ImageSet = {
      name: 'one',
      count: 2,
      label: (i) => `image ${i}`,
      read: async (i) => (i === 0 ? createImage(2, 5) : createImage(4, 2)),
    };
    const set = halves('both', [one]);
    const sizes = await Promise.all([0, 1, 2, 3].map((i) => set.read(i)));
    expect(sizes.map(({ height, width }) => [height, width])).toEqual([
      [2, 2],
      [2, 2],
      [2, 2],
      [2, 2],
    ]);
    expect(set.label(3)).toBe('image 1, second half');
  });
});
