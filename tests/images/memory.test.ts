import { crc32 } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { decodeImage } from '@ddr-lab/images/io';

afterEach(() => void vi.unstubAllEnvs());

const drawn = (channels: 3 | 4): Sharp =>
  sharp({ create: { width: 3, height: 2, channels, background: { r: 9, g: 99, b: 199, alpha: 0.5 } } });

/** A PNG whose header claims another size: its pixels are missing, which shows only once they are read. */
function claiming(png: Buffer, width: number, height: number): Buffer {
  const claimed = Buffer.from(png);
  claimed.writeUInt32BE(width, 16);
  claimed.writeUInt32BE(height, 20);
  claimed.writeUInt32BE(crc32(claimed.subarray(12, 29)), 29);
  return claimed;
}

const kinds: Record<string, () => Promise<Buffer>> = {
  '8 bits': () => drawn(3).png().toBuffer(),
  '8 bits, interlaced': () => drawn(3).png({ progressive: true }).toBuffer(),
  '16 bits, interlaced, with alpha': () =>
    drawn(4).toColourspace('rgb16').png({ progressive: true }).toBuffer(),
};

const memory = /pixels of this kind could take \d\.\d GiB of memory, the limit is 1;.*DDR_MAX_PIXELS/;

describe('an image that would take more than 1 GiB of memory is refused by its header', () => {
  // Measured: 15, 18 and 26 bytes a pixel, so that 1 GiB is enough for 71, 59 and 41 million pixels.
  it.each([
    ['8 bits', 9000, 8000],
    ['8 bits, interlaced', 8000, 7500],
    ['16 bits, interlaced, with alpha', 7000, 6000],
    ['8 bits', 99_999_999, 1],
    ['8 bits', 25_000_000, 1],
  ])('%s: %i x %i', async (kind, width, height) => {
    const png = claiming(await kinds[kind](), width, height);
    await expect(decodeImage(png, 'large.png')).rejects.toThrow(memory);
    await expect(decodeImage(png, 'large.png')).rejects.toThrow(
      `large.png: cannot be read as an image (${width}`,
    );
  });

  it.each([
    ['8 bits', 8000, 6000],
    ['8 bits, interlaced', 8000, 5000],
    ['16 bits, interlaced, with alpha', 6000, 4000],
  ])('but a photograph is not: %s, %i x %i', async (kind, width, height) => {
    // It goes on to the pixels, which are not there.
    const png = claiming(await kinds[kind](), width, height).subarray(0, 60);
    const error = await decodeImage(png, 'photo.png').catch((reason: unknown) => reason);
    expect(String(error)).toContain('photo.png: cannot be read');
    expect(String(error)).not.toMatch(memory);
  });

  it('and who sets DDR_MAX_PIXELS has set the limit', async () => {
    vi.stubEnv('DDR_MAX_PIXELS', '400e6');
    const png = claiming(await kinds['8 bits'](), 9000, 8000).subarray(0, 60);
    await expect(decodeImage(png)).rejects.not.toThrow(memory);
  });
});
