import { decode } from 'bmp-ts';
import { createImage, type Image } from './image';

/**
 * Decodes a Windows bitmap (the one format here that sharp does not read) with bmp-ts.
 *
 * @throws Error in words when the header does not fit the bytes or names more than `pixelLimit` pixels.
 */
export function decodeBmp(bytes: Buffer, pixelLimit: number): Image {
  if (bytes.length < 30 || bytes.toString('latin1', 0, 2) !== 'BM') throw new Error('no bitmap header');
  const width = Math.abs(bytes.readInt32LE(18));
  const height = Math.abs(bytes.readInt32LE(22));
  const bits = bytes.readUInt16LE(28);
  if (width * height > pixelLimit) throw new Error(`${width} x ${height} pixels are too many`);
  // Compression 0 stores every pixel: the file must be long enough, or the decoder would invent the rest.
  const compressed = bytes.length >= 34 && bytes.readUInt32LE(30) % 3 !== 0;
  const rowBytes = Math.ceil((width * bits) / 32) * 4;
  if (!compressed && bytes.length < bytes.readUInt32LE(10) + rowBytes * height) {
    throw new Error('the file is cut short');
  }
  // bmp-ts gives rows from the top, each pixel as alpha, blue, green, red.
  const { data } = decode(bytes, { toRGBA: false });
  const image = createImage(height, width);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let c = 0; c < 3; c++) image.data[pixel * 3 + c] = data[pixel * 4 + 3 - c] / 255;
  }
  return image;
}
