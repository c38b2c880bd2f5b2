import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { openClip } from '@ddr-lab/images/clips/open-clip';
import type { Image } from '@ddr-lab/images/image';

const root = mkdtempSync(path.join(tmpdir(), 'ddr-clips-'));
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());
const file = (name: string): string => path.join(root, name);

/** An image of one colour, as PNG. */
const even = (colour: readonly number[], width = 6, height = 4): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background: { r: colour[0], g: colour[1], b: colour[2] } } })
    .png()
    .toBuffer();

const colours = [
  [255, 0, 0],
  [0, 255, 0],
  [0, 0, 255],
];
const pixel = (image: Image, row: number, column: number): number[] =>
  [...image.data.subarray(3 * (row * image.width + column), 3 * (row * image.width + column) + 3)].map((v) =>
    Math.round(v * 255),
  );

describe('a folder of frames', () => {
  it('is sorted by the numbers in the names', async () => {
    mkdirSync(file('frames'));
    for (const [i, n] of [10, 2, 1].entries())
      writeFileSync(file(`frames/f${n}.png`), await even(colours[i]));
    writeFileSync(file('frames/notes.txt'), 'no frame');
    const clip = await openClip(file('frames'));
    expect(clip.frames.map((frame) => pixel(frame, 0, 0))).toEqual([colours[2], colours[1], colours[0]]);
    expect([clip.height, clip.width]).toEqual([4, 6]);
    const one = await openClip(file('frames'), { first: 1, count: 1 });
    expect(one.frames.map((frame) => pixel(frame, 3, 5))).toEqual([colours[1]]);
    await expect(openClip(file('frames'), { first: 3 })).rejects.toThrow('no frame there');
    writeFileSync(file('frames/f3.png'), await even(colours[0], 7));
    await expect(openClip(file('frames'))).rejects.toThrow('f3.png: is 4 x 7, the first frame 4 x 6');
  });

  it('must hold images', async () => {
    mkdirSync(file('none'));
    await expect(openClip(file('none'))).rejects.toThrow('holds no image to be a frame');
    await expect(openClip(file('gone'))).rejects.toThrow('no such file or folder');
    await expect(openClip(file('none'), { count: 0 })).rejects.toThrow('one at least');
  });
});

describe('animated images', () => {
  it.each(['gif', 'webp'] as const)('%s: every frame, or some', async (kind) => {
    const frames = await Promise.all(colours.map((colour) => even(colour)));
    const joined = sharp(frames, { join: { animated: true } });
    writeFileSync(
      file(`a.${kind}`),
      await (kind === 'gif' ? joined.gif() : joined.webp({ lossless: true })).toBuffer(),
    );
    const clip = await openClip(file(`a.${kind}`));
    expect(clip.frames.map((frame) => pixel(frame, 2, 3))).toEqual(colours);
    const last = await openClip(file(`a.${kind}`), { first: 1 });
    expect(last.frames.map((frame) => pixel(frame, 0, 0))).toEqual(colours.slice(1));
    await expect(openClip(file(`a.${kind}`), { first: 3 })).rejects.toThrow(`a.${kind}: has no frame there`);
  });

  it('one image is a clip of one frame', async () => {
    writeFileSync(file('one.png'), await even(colours[1]));
    expect((await openClip(file('one.png'))).frames).toHaveLength(1);
    await expect(openClip(file('one.png'), { first: 1 })).rejects.toThrow('frame 0 alone');
  });
});

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const out = Buffer.alloc(named.length + 8);
  out.writeUInt32BE(data.length, 0);
  named.copy(out, 4);
  out.writeUInt32BE(crc32(named), named.length + 4);
  return out;
}

const bytes32 = (...numbers: number[]): Buffer => {
  const out = Buffer.alloc(4 * numbers.length);
  numbers.forEach((number, i) => out.writeUInt32BE(number, 4 * i));
  return out;
};

/** Rows of one RGBA colour, each after its filter's byte, deflated. */
const samples = (width: number, height: number, rgba: number[]): Buffer =>
  deflateSync(
    Buffer.concat(
      Array.from({ length: height }, () =>
        Buffer.from([0, ...Array.from({ length: width }, () => rgba).flat()]),
      ),
    ),
  );

/** 4 x 2 pixels: red everywhere; then a green pixel at (1, 0) that is put back; then blue, half clear, over (2, 1) that is cleared; then nothing new. */
function apng(): Buffer {
  const control = (
    seq: number,
    w: number,
    h: number,
    x: number,
    y: number,
    dispose: number,
    blend: number,
  ): Buffer =>
    chunk('fcTL', Buffer.concat([bytes32(seq, w, h, x, y), Buffer.from([0, 1, 0, 10, dispose, blend])]));
  const data = (seq: number, w: number, h: number, rgba: number[]): Buffer =>
    chunk('fdAT', Buffer.concat([bytes32(seq), samples(w, h, rgba)]));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', Buffer.concat([bytes32(4, 2), Buffer.from([8, 6, 0, 0, 0])])),
    chunk('acTL', bytes32(4, 0)),
    control(0, 4, 2, 0, 0, 0, 0),
    chunk('IDAT', samples(4, 2, [255, 0, 0, 255])),
    control(1, 1, 1, 1, 0, 2, 0),
    data(2, 1, 1, [0, 255, 0, 255]),
    control(3, 1, 1, 2, 1, 1, 1),
    data(4, 1, 1, [0, 0, 255, 128]),
    control(5, 1, 1, 0, 0, 0, 1),
    data(6, 1, 1, [9, 9, 9, 0]),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

describe('animated PNG', () => {
  it('lays each frame over what the ones before have left', async () => {
    writeFileSync(file('a.png'), apng());
    const { frames } = await openClip(file('a.png'));
    const red = [255, 0, 0];
    expect(frames).toHaveLength(4);
    expect([pixel(frames[0], 0, 1), pixel(frames[0], 1, 2)]).toEqual([red, red]);
    expect([pixel(frames[1], 0, 1), pixel(frames[1], 1, 2)]).toEqual([[0, 255, 0], red]);
    // 128/255 of blue over red.
    expect([pixel(frames[2], 0, 1), pixel(frames[2], 1, 2)]).toEqual([red, [127, 0, 128]]);
    expect([pixel(frames[3], 0, 0), pixel(frames[3], 1, 2)]).toEqual([red, [0, 0, 0]]);
    expect((await openClip(file('a.png'), { first: 2, count: 1 })).frames).toEqual([frames[2]]);
  });

  it('is refused in words when damaged', async () => {
    writeFileSync(file('cut.png'), apng().subarray(0, 150));
    await expect(openClip(file('cut.png'))).rejects.toThrow(
      /cut\.png: cannot be read as a clip \(it ends within a chunk\)/,
    );
    const outside = apng();
    // The width in the second frame's control: 8 of signature, 25 IHDR, 20 acTL, 38 fcTL, then IDAT.
    const second = outside.indexOf('fcTL', outside.indexOf('IDAT'));
    outside.writeUInt32BE(9, second + 8);
    writeFileSync(file('outside.png'), outside);
    await expect(openClip(file('outside.png'))).rejects.toThrow('a frame lies outside the picture');
  });

  it('of more memory than allowed is refused before it is taken', async () => {
    const huge = apng();
    huge.writeUInt32BE(20000, 16);
    huge.writeUInt32BE(20000, 20);
    writeFileSync(file('huge.png'), huge);
    await expect(openClip(file('huge.png'))).rejects.toThrow(
      /4 frames of 20000 x 20000 take .* GiB of memory/,
    );
  });
});

describe('videos', () => {
  const isThere = spawnSync('ffmpeg', ['-version']).status === 0;

  it('say what to do where ffmpeg is not installed', async () => {
    writeFileSync(file('a.mp4'), 'no image');
    vi.stubEnv('PATH', root);
    await expect(openClip(file('a.mp4'))).rejects.toThrow(
      /a\.mp4: .*ffmpeg is not installed: .*a folder of frames/,
    );
  });

  /** A program that stands for ffmpeg: writes what it was asked for to a file, and its standard output from another. */
  function standIn(output: Buffer, status = 0): string {
    const folder = mkdtempSync(path.join(root, 'bin-'));
    writeFileSync(path.join(folder, 'output'), output);
    const script = `#!/bin/sh\necho "$@" > "${folder}/asked"\n/bin/cat "${folder}/output"\necho 'moov atom not found' >&2\nexit ${status}\n`;
    writeFileSync(path.join(folder, 'ffmpeg'), script, { mode: 0o755 });
    return folder;
  }
  const picture = (level: number): Buffer =>
    Buffer.concat([Buffer.from('P6\n300 200\n255\n'), Buffer.alloc(300 * 200 * 3, level)]);

  it('are what ffmpeg writes, picture by picture', async () => {
    vi.stubEnv('PATH', standIn(Buffer.concat([picture(10), picture(20), picture(30)])));
    const { frames, height, width } = await openClip(file('a.mp4'), { first: 1, count: 2 });
    expect([height, width]).toEqual([200, 300]);
    expect(frames.map((frame) => pixel(frame, 199, 299))).toEqual([Array(3).fill(20), Array(3).fill(30)]);
  });

  it('that ffmpeg cannot read are refused in its words', async () => {
    vi.stubEnv('PATH', standIn(Buffer.alloc(0), 1));
    await expect(openClip(file('a.mp4'))).rejects.toThrow(
      /cannot read it as a video \(moov atom not found\)/,
    );
    vi.stubEnv('PATH', standIn(Buffer.alloc(100, 65)));
    await expect(openClip(file('a.mp4'))).rejects.toThrow('something else than pictures');
  });

  it.runIf(isThere)('are read by ffmpeg itself, lossless', async () => {
    for (const [i, colour] of colours.entries()) writeFileSync(file(`v${i}.png`), await even(colour, 16, 16));
    const made = spawnSync('ffmpeg', [
      '-v',
      'error',
      '-y',
      '-i',
      file('v%d.png'),
      '-c:v',
      'ffv1',
      '-pix_fmt',
      'bgr0',
      file('v.mkv'),
    ]);
    expect(made.status).toBe(0);
    const { frames } = await openClip(file('v.mkv'));
    expect(frames.map((frame) => pixel(frame, 8, 8))).toEqual(colours);
  });
});
