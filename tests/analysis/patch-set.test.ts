import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { createImage, type Image } from '@ddr-lab/images/image';
import { writeImage } from '@ddr-lab/images/io';
import { openPatchSet } from '../../src/analysis/patch-set';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-patches-'));
const before = process.env.DDR_DATA;

/** Stripes in its left half, of a height that names the image; the right half is flat. */
function halfFlat(level: number): Image {
  const data = new Float32Array(32 * 64 * 3);
  for (let y = 0; y < 32; y++) {
    for (let x = 0; x < 32; x++) data.fill(x % 2 ? level : 0, (y * 64 + x) * 3, (y * 64 + x) * 3 + 3);
  }
  return createImage(32, 64, data);
}

beforeAll(async () => {
  process.env.DDR_DATA = '';
  for (const [set, levels] of [
    ['first', [0.2, 0.4, 0.6]],
    ['second', [1]],
  ] as const) {
    for (const [i, level] of levels.entries()) {
      await writeImage(halfFlat(level), path.join(folder, set, `${i}.png`));
    }
  }
});
afterAll(() => {
  if (before === undefined) delete process.env.DDR_DATA;
  else process.env.DDR_DATA = before;
  rmSync(folder, { recursive: true });
});

const largest = ({ data }: Image): number => Math.max(...data);

describe('a patch set', () => {
  const sets = [path.join(folder, 'first'), path.join(folder, 'second')];
  const levels = async (count: number, side: number): Promise<number[]> => {
    const set = await openPatchSet({ sets, count, side });
    return Promise.all(Array.from({ length: set.count }, async (_, i) => largest(await set.read(i))));
  };

  it('takes its sources in turn, the most detailed patch of each image first', async () => {
    const found = await levels(4, 16);
    expect(found.map((level) => Math.round(10 * level))).toEqual([2, 10, 4, 10]);
  });

  it('leaves out the flattest quarter, and gives what there is', async () => {
    // Eight patches of 16 an image: six are kept, four of them with stripes.
    const found = await levels(1000, 16);
    expect(found.length).toBe(4 * 6);
    expect(found.filter((level) => level > 0).length).toBe(4 * 4);
  });

  it('draws scenes where there are no photographs', async () => {
    const set = await openPatchSet({ count: 3, side: 24 });
    expect([set.count, set.name]).toEqual([3, 'patches of scenes']);
    const { height, width } = await set.read(2);
    expect([height, width]).toEqual([24, 24]);
  });

  it('says what does not fit', async () => {
    await expect(openPatchSet({ sets, side: 100 })).rejects.toThrow(/no image holds a patch of 100 x 100/);
    await expect(openPatchSet({ count: 0 })).rejects.toThrow(InputError);
  });
});
