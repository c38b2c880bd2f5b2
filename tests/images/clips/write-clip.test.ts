import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { clipOf, type Clip } from '@ddr-lab/images/clip';
import { openClipSet } from '@ddr-lab/images/clips/clip-set';
import { holdsClip } from '@ddr-lab/images/clips/holds-clip';
import { openClip } from '@ddr-lab/images/clips/open-clip';
import { writeClip } from '@ddr-lab/images/clips/write-clip';
import { createImage } from '@ddr-lab/images/image';

const root = mkdtempSync(path.join(tmpdir(), 'ddr-write-clip-'));
afterAll(() => rmSync(root, { recursive: true }));
const file = (name: string): string => path.join(root, name);

/** Frames of 8 bits, all different. */
function randomClip(count: number, height = 12, width = 20): Clip {
  const random = createRandom(count);
  const sample = (): number => random.integer(256) / 255;
  return clipOf(
    Array.from({ length: count }, () =>
      createImage(height, width, Float32Array.from({ length: height * width * 3 }, sample)),
    ),
  );
}

const largest = (a: Clip, b: Clip): number =>
  Math.max(
    ...a.frames.flatMap((frame, t) =>
      [...frame.data].map((value, i) => Math.abs(value - b.frames[t].data[i])),
    ),
  );

describe('a clip that is written', () => {
  const clip = randomClip(4);

  it.each(['frames', 'exact.webp'])('as %s is read as it was', async (name) => {
    await writeClip(clip, file(name));
    const back = await openClip(file(name));
    expect(back.frames.length).toBe(4);
    expect(largest(clip, back)).toBeLessThan(1e-6);
    expect(await holdsClip(file(name))).toBe(true);
  });

  it('as a GIF has its frames, in the colours that a GIF has, and the rate asked for', async () => {
    const grey = clipOf(
      [0, 85, 170].map((level) => createImage(8, 8, new Float32Array(192).fill(level / 255))),
    );
    await writeClip(grey, file('grey.gif'), { framesPerSecond: 5 });
    const back = await openClip(file('grey.gif'));
    expect(largest(grey, back)).toBeLessThan(0.02);
    expect((await sharp(file('grey.gif')).metadata()).delay).toEqual([200, 200, 200]);
  });

  it('of one frame is one', async () => {
    await writeClip(randomClip(1), file('one.webp'));
    expect((await openClip(file('one.webp'))).frames.length).toBe(1);
    expect(await holdsClip(file('one.webp'))).toBe(false);
  });

  it('goes into an empty folder, as open as any, and not into one that holds something', async () => {
    mkdirSync(file('empty'));
    await writeClip(clip, file('empty'));
    expect(readdirSync(file('empty'))).toEqual(['0001.png', '0002.png', '0003.png', '0004.png']);
    mkdirSync(file('usual'));
    expect(statSync(file('empty')).mode).toBe(statSync(file('usual')).mode);
    await expect(writeClip(clip, file('empty'))).rejects.toThrow(/not an empty folder/);
    writeFileSync(file('taken'), 'mine');
    await expect(writeClip(clip, file('taken'))).rejects.toThrow(/taken: is there already/);
  });

  it('elsewhere, or as something else, is refused in words, and nothing is left', async () => {
    await expect(writeClip(clip, file('clip.mp4'))).rejects.toThrow(/\.webp, \.gif, or a folder/);
    await expect(writeClip(clip, file('a.gif'), { framesPerSecond: 0 })).rejects.toThrow(/not 0/);
    await expect(writeClip(clip, file('nowhere/a.webp'))).rejects.toThrow(
      /nowhere.a\.webp: cannot be written/,
    );
    expect(readdirSync(root).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('a folder of clips', () => {
  it('is a set, by number and name', async () => {
    mkdirSync(file('set'));
    await writeClip(randomClip(3), file('set/clip10'));
    await writeClip(randomClip(2), file('set/clip2.webp'));
    writeFileSync(file('set/notes.txt'), 'no clip');
    const set = await openClipSet(file('set'), { count: 2 });
    expect([set.name, set.count, set.label(0), set.label(1)]).toEqual(['set', 2, 'clip2.webp', 'clip10']);
    expect((await set.read(1)).frames.length).toBe(2);
    await expect(set.read(2)).rejects.toThrow(/clips 0 to 1, not 2/);
    expect((await openClipSet(file('set'), { clips: 1, name: 'few' })).count).toBe(1);
  });

  it('without clips, or none at all, is refused in words', async () => {
    mkdirSync(file('bare'));
    await expect(openClipSet(file('bare'))).rejects.toThrow(/holds no clips/);
    await expect(openClipSet(file('missing'))).rejects.toThrow(/no such folder/);
  });
});

describe('what holds a clip', () => {
  it('is told by its bytes', async () => {
    const still = await sharp({ create: { width: 4, height: 4, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    writeFileSync(file('still.png'), still);
    writeFileSync(file('damaged.png'), still.subarray(0, 20));
    writeFileSync(file('holiday.mp4'), 'not an image');
    for (const name of ['still.png', 'damaged.png', 'absent.gif'])
      expect(await holdsClip(file(name))).toBe(false);
    expect(await holdsClip(file('holiday.mp4'))).toBe(true);
    expect(await holdsClip(root)).toBe(true);
  });
});
