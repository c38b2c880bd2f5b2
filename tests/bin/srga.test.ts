import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createImage } from '@ddr-lab/images/image';
import { writeImage } from '@ddr-lab/images/io';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { degrade } from '../../src/degradations/presets';
import { ddrInProcess } from './in-process';

const root = path.join(__dirname, '../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'ddr-srga-'));
const weights = path.join(root, 'tests/fixtures/attribution/srresnet.pth');
afterAll(() => rmSync(folder, { recursive: true }));

interface Line {
  readonly set: string;
  readonly patches: number;
  readonly srga: number;
  readonly interval?: { readonly low: number; readonly high: number };
}

async function srga(...words: string[]): Promise<{ status: number; lines: Line[]; err: string }> {
  const all = ['srga', '--weights', weights, '--patch', '8', '--count', '8', ...words];
  const { status, out, err } = await ddrInProcess(all, folder);
  const lines = out.split('\n').filter((line) => line !== '');
  return { status, lines: lines.map((line) => JSON.parse(line) as Line), err };
}

beforeAll(async () => {
  for (const name of ['clean', 'blurred', 'black', 'few']) mkdirSync(path.join(folder, name));
  for (let seed = 0; seed < 4; seed++) {
    const scene = drawScene({ seed, height: 16, width: 16 });
    await writeImage(scene, path.join(folder, 'clean', `${seed}.png`));
    await writeImage(await degrade(scene, 'blur2'), path.join(folder, 'blurred', `${seed}.png`));
    await writeImage(createImage(16, 16), path.join(folder, 'black', `${seed}.png`));
  }
  await writeImage(drawScene({ seed: 9, height: 16, width: 16 }), path.join(folder, 'few', 'a.png'));
});

describe('ddr srga', () => {
  it('prints a line a set, the reference first; the interval is where the index would be with other patches', async () => {
    const { lines, err } = await srga('--reference', 'clean', 'blurred');
    expect(err).toBe('');
    expect(lines.map(({ set, patches }) => [set, patches])).toEqual([
      ['clean', 8],
      ['blurred', 8],
    ]);
    const [reference, blurred] = lines;
    expect(reference.srga).toBeCloseTo(0, 6);
    expect(reference.interval).toBeUndefined();
    expect(blurred.srga).toBeGreaterThan(1);
    expect(blurred.interval!.low).toBeLessThan(blurred.srga);
    expect(blurred.interval!.high).toBeGreaterThan(blurred.srga);
    const [, without] = (await srga('--reference', 'clean', '--draws', '0', 'blurred')).lines;
    expect(without).toMatchObject({ srga: blurred.srga });
    expect(without.interval).toBeUndefined();
    const [, held] = (await srga('--reference', 'clean', '--redraws', 'held', 'blurred')).lines;
    expect(held.srga).toBe(blurred.srga);
    expect(held.interval).not.toEqual(blurred.interval);
  });

  it('says in words what does not do, and that sets of two sizes are not compared well', async () => {
    const few = await srga('--reference', 'clean', 'few');
    expect(few.lines).toHaveLength(2);
    expect(few.err).toMatch(/the sets have 8, 4 patches, .*--count 4 compares as many/);
    for (const [words, message] of [
      [['--reference', 'clean', 'black'], /ddr: black: The features of all 8 patches are the same/],
      [['--reference', 'clean', '--redraws', 'none', 'blurred'], /--redraws is one of refit, held, not none/],
      [['--degradations', 'clean'], /--degradations names the reference and one more at least.*not clean/],
      [['--reference', 'clean', '--layer', 'RB9', 'few'], /srresnet.pth: The network has no layer RB9/],
    ] as const) {
      const found = await srga(...words);
      expect([found.status, found.err]).toEqual([2, expect.stringMatching(message)]);
    }
  });
});
