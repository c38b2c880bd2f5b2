import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import type { Image } from '@ddr-lab/images/image';
import { decodeImage, readImage } from '@ddr-lab/images/io';
import { openCifar10 } from '@ddr-lab/images/sets/cifar10';
import { createRandom } from '@ddr-lab/base/random';

const folder = mkdtempSync(path.join(tmpdir(), 'ddr-hostile-images-'));
afterAll(() => rmSync(folder, { recursive: true }));

const random = createRandom(11);
const pixels = Buffer.from(
  Uint8Array.from({ length: 19 * 13 * 3 }, () => Math.floor(256 * random.uniform())),
);
const drawn = (): Sharp => sharp(pixels, { raw: { width: 19, height: 13, channels: 3 } });

interface Bitmap {
  name: string;
  file: string;
}
const bitmaps = JSON.parse(
  readFileSync(path.join(__dirname, '../fixtures/images/bitmaps.json'), 'utf8'),
) as Bitmap[];
const bitmap = (name: string): Buffer =>
  Buffer.from(bitmaps.find((one) => one.name === name)!.file, 'base64');

/** Small files of each format, in several of its ways to store pixels. */
const files = new Map<string, Buffer>();
beforeAll(async () => {
  files.set('png', await drawn().png().toBuffer());
  files.set('palette png', await drawn().png({ palette: true }).toBuffer());
  files.set('jpeg', await drawn().jpeg().toBuffer());
  files.set(
    'progressive jpeg',
    await drawn().withMetadata({ orientation: 6 }).jpeg({ progressive: true }).toBuffer(),
  );
  files.set('cmyk jpeg', await drawn().toColourspace('cmyk').jpeg().toBuffer());
  files.set('webp', await drawn().webp().toBuffer());
  files.set('lossless webp', await drawn().ensureAlpha(0.5).webp({ lossless: true }).toBuffer());
  files.set('tiff', await drawn().tiff({ compression: 'none' }).toBuffer());
  files.set(
    'tiled tiff',
    await drawn().tiff({ compression: 'deflate', tile: true, tileWidth: 16, tileHeight: 16 }).toBuffer(),
  );
  for (const name of ['8 bits', '24 bits', 'run lengths of 4 bits', '32 bits by masks, V4']) {
    files.set(`bmp, ${name}`, bitmap(name));
  }
});
const names = [
  ...[
    'png',
    'palette png',
    'jpeg',
    'progressive jpeg',
    'cmyk jpeg',
    'webp',
    'lossless webp',
    'tiff',
    'tiled tiff',
  ],
  ...['8 bits', '24 bits', 'run lengths of 4 bits', '32 bits by masks, V4'].map((name) => `bmp, ${name}`),
];

function checkImage({ height, width, data }: Image): void {
  expect(data.length).toBe(height * width * 3);
  expect(data.every((value) => value >= 0 && value <= 1)).toBe(true);
}

/** An image of samples in [0, 1], or an InputError that names the file; anything else fails the test. */
async function readOrRefused(work: Promise<Image>, name: string): Promise<boolean> {
  try {
    checkImage(await work);
    return true;
  } catch (error) {
    expect(error, String((error as Error).stack)).toBeInstanceOf(InputError);
    expect(String(error)).toContain(name);
    return false;
  }
}

describe('damaged images', () => {
  it.each(names)('%s: whole, it is read', async (name) => {
    checkImage(await decodeImage(files.get(name)!));
  });

  it.each(names)('%s cut short anywhere before its last pixel is refused', async (name) => {
    const whole = files.get(name)!;
    // The ends of a PNG, JPEG and run-length bitmap are marks without pixels; a TIFF may end with its directory.
    const last = { png: 12, jpeg: 2, bmp: 4, webp: 0, tiff: 0 }[/png|jpeg|bmp|webp|tiff/.exec(name)![0]]!;
    for (
      let length = 0;
      length < whole.length - last;
      length += 1 + Math.floor(whole.length / (name.startsWith('cmyk') ? 15 : 150))
    ) {
      const cut = whole.subarray(0, length);
      expect(await readOrRefused(decodeImage(cut, name), name), `${length} of ${whole.length} bytes`).toBe(
        false,
      );
    }
  });

  it.each(names)(
    '%s with bytes changed at random is an image or an error that names the file',
    async (name) => {
      const whole = files.get(name)!;
      const dice = createRandom(17, names.indexOf(name));
      let refused = 0;
      // Converting CMYK by its profile takes a hundred times as long as decoding.
      const runs = name.startsWith('cmyk') ? 40 : 500;
      for (let run = 0; run < runs; run++) {
        const changed = Buffer.from(whole);
        for (let count = 1 + Math.floor(6 * dice.uniform()); count > 0; count--) {
          // Every other change to the first bytes, where sizes and offsets are, and to values that matter there.
          const at = Math.floor(
            (dice.uniform() < 0.5 ? Math.min(64, whole.length) : whole.length) * dice.uniform(),
          );
          changed[at] = dice.uniform() < 0.3 ? 255 : Math.floor(256 * dice.uniform());
        }
        // A PNG's chunks end with checksums, which would refuse every change: they are made right again.
        if (name.endsWith('png')) repairChecksums(changed);
        if (!(await readOrRefused(decodeImage(changed, name), name))) refused++;
      }
      expect(refused).toBeGreaterThan(0);
    },
  );

  it('is told by the name of the file', async () => {
    const file = path.join(folder, 'half.png');
    const whole = files.get('png')!;
    for (const length of [0, 1, 8, 40, whole.length >> 1]) {
      writeFileSync(file, whole.subarray(0, length));
      expect(await readOrRefused(readImage(file), file)).toBe(false);
    }
  });
});

function repairChecksums(png: Buffer): void {
  for (let at = 8; at + 12 <= png.length;) {
    const end = at + 8 + png.readUInt32BE(at);
    if (end + 4 > png.length) return;
    png.writeUInt32BE(crc32(png.subarray(at + 4, end)), end);
    at = end + 4;
  }
}

describe('images that are too large', () => {
  const side = 60_000;
  const bombs: Record<string, () => Buffer> = {
    png: () => {
      const file = Buffer.from(files.get('png')!);
      file.writeUInt32BE(side, 16);
      file.writeUInt32BE(side, 20);
      repairChecksums(file);
      return file;
    },
    jpeg: () => {
      const file = Buffer.from(files.get('jpeg')!);
      const frame = file.indexOf(Buffer.from([0xff, 0xc0]));
      file.writeUInt16BE(side, frame + 5);
      file.writeUInt16BE(side, frame + 7);
      return file;
    },
    tiff: () => {
      const file = Buffer.from(files.get('tiff')!);
      for (let at = file.readUInt32LE(4) + 2; file.readUInt16LE(at) <= 257; at += 12) {
        if (file.readUInt16LE(at) < 256) continue;
        file.writeUInt16LE(4, at + 2);
        file.writeUInt32LE(side, at + 8);
      }
      return file;
    },
    webp: () => {
      const file = Buffer.from(files.get('webp')!);
      const frame = file.indexOf(Buffer.from([0x9d, 0x01, 0x2a]));
      file.writeUInt16LE(16_383, frame + 3);
      file.writeUInt16LE(16_383, frame + 5);
      return file;
    },
    bmp: () => {
      const file = Buffer.from(bitmap('24 bits'));
      file.writeInt32LE(side, 18);
      file.writeInt32LE(side, 22);
      return file;
    },
  };

  it.each(Object.keys(bombs))(
    '%s is refused by its header, with the limit and how to raise it',
    async (name) => {
      const file = path.join(folder, `bomb.${name}`);
      writeFileSync(file, bombs[name]());
      const before = process.memoryUsage().rss;
      const error = (await readImage(file).catch((e: unknown) => e)) as Error;
      // One byte a pixel would already be 268 MB of WebP, and 3.6 GB of the others.
      expect(process.memoryUsage().rss - before).toBeLessThan(150e6);
      expect(error).toBeInstanceOf(InputError);
      expect(error.message).toContain(file);
      expect(error.message).toMatch(
        /(60000 x 60000|16383 x 16383) pixels .* limit of 100000000.*DDR_MAX_PIXELS/,
      );
    },
  );

  afterEach(() => void delete process.env.DDR_MAX_PIXELS);
  it('DDR_MAX_PIXELS sets the limit', async () => {
    process.env.DDR_MAX_PIXELS = '246';
    for (const name of names) {
      const error = await decodeImage(files.get(name)!, name).catch((e: unknown) => e);
      if (name.startsWith('bmp')) checkImage(error as Image);
      else expect(String(error)).toMatch(/19 x 13 pixels are more than the limit of 246/);
    }
    process.env.DDR_MAX_PIXELS = '247';
    for (const name of names) checkImage(await decodeImage(files.get(name)!));
    process.env.DDR_MAX_PIXELS = 'many';
    await expect(decodeImage(files.get('png')!, 'a.png')).rejects.toThrow(/DDR_MAX_PIXELS is many/);
  });
});

describe('files that are no images', () => {
  it.each([
    [
      'an SVG that names a file',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="/etc/passwd"/></svg>',
    ],
    ['a GIF', 'GIF89a\x01\0\x01\0\0\0\0;'],
    ['a PDF', '%PDF-1.4\n'],
    ['text', 'not an image at all'],
  ])('%s is refused whatever its name', async (_, text) => {
    const file = path.join(folder, 'other.png');
    writeFileSync(file, text, 'latin1');
    await expect(readImage(file)).rejects.toThrow(`${file}: cannot be read as an image (it is no PNG`);
  });

  it.each(['png', 'jpeg', 'webp', 'tiff', 'bmp, 24 bits'])('a %s is read whatever its name', async (name) => {
    for (const ending of ['png', 'jpg', 'bmp', 'TIF', 'webp']) {
      const file = path.join(folder, `wrong.${ending}`);
      writeFileSync(file, files.get(name)!);
      expect(await readImage(file)).toEqual(await decodeImage(files.get(name)!));
    }
  });

  it('a pipe, a device and a folder are refused at once', async () => {
    const pipe = path.join(folder, 'pipe.png');
    execFileSync('mkfifo', [pipe]);
    for (const file of [pipe, '/dev/zero', folder]) {
      await expect(readImage(file)).rejects.toThrow(`${file}: not a file.`);
    }
  });

  it('samples of other types are refused, not clipped', async () => {
    const values = Float32Array.from({ length: 48 }, (_, i) => i / 48);
    const float = await sharp(values, { raw: { width: 4, height: 4, channels: 3 } })
      .toColourspace('scrgb')
      .tiff({ compression: 'none' })
      .toBuffer();
    await expect(decodeImage(float, 'a.tif')).rejects.toThrow(/a\.tif: .*samples are of type float.*16 bits/);
  });
});

it('a file that was written anew is read anew', async () => {
  const file = path.join(folder, 'again.png');
  for (const level of [0, 255, 51]) {
    const flat = {
      create: { width: 2, height: 2, channels: 3 as const, background: { r: level, g: 0, b: 0 } },
    };
    writeFileSync(file, await sharp(flat).png().toBuffer());
    expect((await readImage(file)).data[0]).toBeCloseTo(level / 255, 6);
  }
});

it('the colour profile of an RGB file changes no sample', async () => {
  const profiled = await drawn().withIccProfile('p3').png().toBuffer();
  const stored = await sharp(profiled, { ignoreIcc: true }).raw().toBuffer();
  const read = await decodeImage(profiled);
  expect([...read.data].map((value) => Math.round(value * 255))).toEqual([...stored]);
  expect(stored.equals(pixels)).toBe(false);
});

it('CIFAR-10 records changed or cut at random are read or refused, by the name of the file', async () => {
  const whole = Buffer.alloc(3 * 3073);
  for (let i = 0; i < whole.length; i++)
    whole[i] = i % 3073 === 0 ? i % 10 : Math.floor(256 * random.uniform());
  const file = path.join(folder, 'test_batch.bin');
  let refused = 0;
  for (let run = 0; run < 300; run++) {
    const changed = Buffer.from(whole);
    changed[3073 * Math.floor(3 * random.uniform())] = Math.floor(30 * random.uniform());
    changed[Math.floor(whole.length * random.uniform())] = Math.floor(256 * random.uniform());
    writeFileSync(
      file,
      run % 3 === 0 ? changed.subarray(0, Math.floor(whole.length * random.uniform())) : changed,
    );
    const read = openCifar10(folder, { split: 'test' }).then((set) => set.read(set.count - 1));
    if (!(await readOrRefused(read, file))) refused++;
  }
  expect(refused).toBeGreaterThan(0);
});
