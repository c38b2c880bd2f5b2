import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { clipOf } from '@ddr-lab/images/clip';
import { openClip } from '@ddr-lab/images/clips/open-clip';
import { writeClip } from '@ddr-lab/images/clips/write-clip';
import { createImage } from '@ddr-lab/images/image';
import { degradeClip } from '../../src/degradations/clip';
import { ddrInProcess } from './in-process';

const root = mkdtempSync(path.join(tmpdir(), 'ddr-degrade-clip-'));
afterAll(() => rmSync(root, { recursive: true }));
const file = (name: string): string => path.join(root, name);

test('ddr degrade takes clips, frame by frame as the library does', async () => {
  const clip = clipOf([0.2, 0.4, 0.6].map((level) => createImage(16, 16, new Float32Array(768).fill(level))));
  await writeClip(clip, file('in.webp'));
  const { status } = await ddrInProcess([
    'degrade',
    '--preset',
    'noise20',
    '--seed',
    '3',
    file('in.webp'),
    file('out'),
  ]);
  expect(status).toBe(0);
  expect(readdirSync(file('out'))).toEqual(['0001.png', '0002.png', '0003.png']);
  const wanted = await degradeClip(await openClip(file('in.webp')), 'noise20', { seed: 3 });
  const found = await openClip(file('out'));
  wanted.frames.forEach((frame, t) =>
    frame.data.forEach((value, i) => {
      // Eight bits in the file.
      if (Math.abs(value - found.frames[t].data[i]) > 0.5 / 255 + 1e-6)
        throw new Error(`frame ${t}, sample ${i}`);
    }),
  );
  const again = await ddrInProcess(['degrade', '--preset', 'blur2', file('in.webp'), file('out.jpg')]);
  expect(again.status).not.toBe(0);
  expect(again.err).toMatch(/out\.jpg: a clip is written as/);
  const mask = await ddrInProcess([
    'degrade',
    '--preset',
    'rain-small',
    '--mask',
    file('m.png'),
    file('in.webp'),
    file('o.gif'),
  ]);
  expect(mask.err).toMatch(/in\.webp is a clip of 3 frames/);
});
