/** Two bytes stand for a run of at most 255 pixels: a size beyond that is a lie. */
const greatestRatio = 255 / 2;

/** What `unpackRunLengths` needs to know of a bitmap. */
export interface RunLengthShape {
  readonly width: number;
  readonly height: number;
  readonly bits: number;
}

/**
 * The palette indices of a bitmap in run lengths (BI_RLE8, BI_RLE4), row by row in the file's order. Pixels that the file
 * skips are index 0, as in other readers.
 *
 * @throws Error in words when the bytes could not make so many pixels, or the runs leave the image or end before they say so.
 */
export function unpackRunLengths(bytes: Uint8Array, { width, height, bits }: RunLengthShape): Uint8Array {
  if (width * height > greatestRatio * bytes.length) throw new Error('it is cut short');
  const indices = new Uint8Array(width * height);
  let at = 0;
  let x = 0;
  let y = 0;
  const next = (): number => {
    if (at >= bytes.length) throw new Error('it is cut short');
    return bytes[at++];
  };
  const put = (index: number): void => {
    if (x >= width || y >= height) throw new Error('a run leaves the image');
    indices[y * width + x++] = index;
  };
  /** The index at `place` of a sequence that holds two to a byte where they have 4 bits. */
  const part = (byte: number, place: number): number =>
    bits === 8 ? byte : place % 2 === 0 ? byte >> 4 : byte & 15;
  // Some writers leave out the mark of the end.
  const complete = (): boolean => at >= bytes.length && (y >= height || (y === height - 1 && x === width));
  while (!complete()) {
    const count = next();
    const value = next();
    if (count > 0) {
      for (let i = 0; i < count; i++) put(part(value, i));
    } else if (value === 0) {
      x = 0;
      y++;
    } else if (value === 1) {
      break;
    } else if (value === 2) {
      x += next();
      y += next();
    } else {
      const first = at;
      let byte = 0;
      for (let i = 0; i < value; i++) {
        if (bits === 8 || i % 2 === 0) byte = next();
        put(part(byte, i));
      }
      // Such a sequence fills whole words of 16 bits.
      if ((at - first) % 2 === 1) next();
    }
  }
  return indices;
}
