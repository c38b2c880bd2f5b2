import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { clipOf, type Clip } from '../clip';
import type { Image } from '../image';
import { frameOf } from './animated';
import { checkFrames, wantedFrames, type OpenClipOptions } from './frame-limit';

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
}

/** A frame of an animated PNG: where it lies, how it is laid over what is there, what is done with it afterwards. */
interface Part {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly top: number;
  /** 0: it stays; 1: its place is cleared; 2: its place becomes what it was before. */
  readonly dispose: number;
  /** Whether it is laid over what is there, by its alpha, or replaces it. */
  readonly over: boolean;
  readonly data: Buffer[];
}

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

/** Whether a PNG is animated: it has a chunk acTL before its image. */
export function isAnimatedPng(bytes: Buffer): boolean {
  if (!bytes.subarray(0, 8).equals(SIGNATURE)) return false;
  for (const { type } of chunksOf(bytes)) {
    if (type === 'acTL') return true;
    if (type === 'IDAT') return false;
  }
  return false;
}

/**
 * The frames of an animated PNG (APNG, PNG third edition), of which other decoders give the first alone: each is made a PNG of its own,
 * and laid over what the ones before it have left. Eight bits a sample; transparency is dropped.
 *
 * @throws InputError naming the file when there is no such frame or they take over 1 GiB; Error in words when it is damaged.
 */
export async function decodeAnimatedPng(
  bytes: Buffer,
  file: string,
  options: OpenClipOptions = {},
): Promise<Clip> {
  const { first, count } = wantedFrames(options);
  const { header, palette, parts } = partsOf(bytes);
  const width = header.readUInt32BE(0);
  const height = header.readUInt32BE(4);
  const end = Math.min(parts.length, first + count);
  checkFrames(file, { height, width, frames: end - first });
  const canvas = new Uint8Array(height * width * 4);
  const frames: Image[] = [];
  for (const [t, part] of parts.slice(0, end).entries()) {
    checkPart(part, height, width);
    const levels = await decodePart(part, header, palette);
    const before = part.dispose === 2 ? canvas.slice() : undefined;
    lay(canvas, width, part, levels);
    if (t >= first) frames.push(frameOf(canvas, height, width, 4));
    if (before) canvas.set(before);
    if (part.dispose === 1) clear(canvas, width, part);
  }
  return clipOf(frames);
}

function* chunksOf(bytes: Buffer): Generator<Chunk> {
  let at = 8;
  while (at + 12 <= bytes.length) {
    const length = bytes.readUInt32BE(at);
    const end = at + 8 + length;
    if (end + 4 > bytes.length) throw new Error('it ends within a chunk');
    yield { type: bytes.toString('latin1', at + 4, at + 8), data: bytes.subarray(at + 8, end) };
    at = end + 4;
  }
}

function partsOf(bytes: Buffer): { header: Buffer; palette: Chunk[]; parts: Part[] } {
  let header: Buffer | undefined;
  const palette: Chunk[] = [];
  const parts: Part[] = [];
  for (const { type, data } of chunksOf(bytes)) {
    if (type === 'IHDR') header = data;
    if (type === 'PLTE' || type === 'tRNS') palette.push({ type, data });
    if (type === 'fcTL') parts.push(partOf(data));
    // An image before the first fcTL is for those who do not animate.
    if (type === 'IDAT') parts.at(-1)?.data.push(data);
    if (type === 'fdAT') parts.at(-1)?.data.push(data.subarray(4));
  }
  if (header?.length !== 13) throw new Error('it has no header');
  if (parts.length === 0) throw new Error('it has no frames');
  return { header, palette, parts };
}

function partOf(data: Buffer): Part {
  if (data.length !== 26) throw new Error('a frame without a header of 26 bytes');
  return {
    width: data.readUInt32BE(4),
    height: data.readUInt32BE(8),
    left: data.readUInt32BE(12),
    top: data.readUInt32BE(16),
    dispose: data[24],
    over: data[25] === 1,
    data: [],
  };
}

function checkPart({ left, top, width, height, data }: Part, rows: number, columns: number): void {
  if (!(width > 0 && height > 0 && left + width <= columns && top + height <= rows)) {
    throw new Error('a frame lies outside the picture');
  }
  if (data.length === 0) throw new Error('a frame has no samples');
}

/** The frame as a PNG of its own, decoded: four levels a pixel. */
async function decodePart(part: Part, header: Buffer, palette: readonly Chunk[]): Promise<Uint8Array> {
  const own = Buffer.from(header);
  own.writeUInt32BE(part.width, 0);
  own.writeUInt32BE(part.height, 4);
  const chunks = [
    { type: 'IHDR', data: own },
    ...palette,
    { type: 'IDAT', data: Buffer.concat(part.data) },
    { type: 'IEND', data: Buffer.alloc(0) },
  ];
  const png = Buffer.concat([SIGNATURE, ...chunks.map(chunkBytes)]);
  const { data } = await sharp(png, { failOn: 'error', limitInputPixels: false })
    .toColourspace('srgb')
    .ensureAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });
  return data;
}

function chunkBytes({ type, data }: Chunk): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const bytes = Buffer.alloc(named.length + 8);
  bytes.writeUInt32BE(data.length, 0);
  named.copy(bytes, 4);
  bytes.writeUInt32BE(crc32(named), named.length + 4);
  return bytes;
}

function lay(canvas: Uint8Array, columns: number, part: Part, levels: Uint8Array): void {
  for (let i = 0; i < part.width * part.height; i++) {
    const row = part.top + Math.floor(i / part.width);
    const to = 4 * (row * columns + part.left + (i % part.width));
    const alpha = part.over ? levels[4 * i + 3] / 255 : 1;
    if (alpha === 1) {
      canvas.set(levels.subarray(4 * i, 4 * i + 4), to);
      continue;
    }
    const under = (canvas[to + 3] / 255) * (1 - alpha);
    const sum = alpha + under;
    if (sum === 0) continue;
    for (let c = 0; c < 3; c++) {
      canvas[to + c] = Math.round((alpha * levels[4 * i + c] + under * canvas[to + c]) / sum);
    }
    canvas[to + 3] = Math.round(255 * sum);
  }
}

function clear(canvas: Uint8Array, columns: number, { left, top, width, height }: Part): void {
  for (let row = top; row < top + height; row++) {
    canvas.fill(0, 4 * (row * columns + left), 4 * (row * columns + left + width));
  }
}
