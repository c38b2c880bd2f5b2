import type { Image } from '@ddr-lab/images/image';

/** Samples of one channel, row by row, in 8-bit levels. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** A part of an image as what the statistics look at. */
export interface Part {
  /** Of colour images the sum of the channels over the root of 3, of grey ones the channel itself: independent noise keeps its deviation. */
  readonly light: Plane;
  /** Two differences of the channels, of length 1 and orthogonal to `light` and each other; none of grey images. */
  readonly colour: readonly Plane[];
  /** 1 where a channel is at 0 or 255, else 0. */
  readonly clipped: Uint8Array;
}

/** Up to this many pixels an image is looked at whole; of larger ones as many in tiles that are spread evenly. */
const MOST_PIXELS = 2 ** 20;

/** Tiles along a side of a larger image. */
const TILES = 4;

/** Whether red, green and blue are the same, but for a level of rounding. */
export function isGrey({ data }: Image): boolean {
  const most = 1.01 / 255;
  for (let at = 0; at < data.length; at += 3) {
    const [r, g, b] = [data[at], data[at + 1], data[at + 2]];
    if (Math.abs(r - g) > most || Math.abs(g - b) > most) return false;
  }
  return true;
}

/** An image as its parts: itself where it has up to 2^20 pixels, else 4 x 4 tiles of as many together. */
export function partsOf(image: Image, grey: boolean): Part[] {
  const { height, width } = image;
  if (height * width <= MOST_PIXELS) return [partAt(image, { top: 0, left: 0, height, width }, grey)];
  const share = Math.sqrt(MOST_PIXELS / (height * width));
  const size = {
    height: Math.max(1, Math.floor((height * share) / TILES)),
    width: Math.max(1, Math.floor((width * share) / TILES)),
  };
  return Array.from({ length: TILES * TILES }, (_, k) => {
    const top = Math.floor(((Math.floor(k / TILES) + 0.5) * height) / TILES - size.height / 2);
    const left = Math.floor((((k % TILES) + 0.5) * width) / TILES - size.width / 2);
    return partAt(image, { top, left, ...size }, grey);
  });
}

interface Box {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

function partAt(image: Image, { top, left, height, width }: Box, grey: boolean): Part {
  const plane = (): Plane => ({ height, width, data: new Float32Array(height * width) });
  const light = plane();
  const colour = grey ? [] : [plane(), plane()];
  const clipped = new Uint8Array(height * width);
  const [root2, root3, root6] = [Math.SQRT2, Math.sqrt(3), Math.sqrt(6)];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = ((top + y) * image.width + left + x) * 3;
      const to = y * width + x;
      const r = 255 * image.data[from];
      const g = 255 * image.data[from + 1];
      const b = 255 * image.data[from + 2];
      if (Math.min(r, g, b) < 0.5 || Math.max(r, g, b) > 254.5) clipped[to] = 1;
      light.data[to] = grey ? g : (r + g + b) / root3;
      if (grey) continue;
      colour[0].data[to] = (r - b) / root2;
      colour[1].data[to] = (r - 2 * g + b) / root6;
    }
  }
  return { light, colour, clipped };
}
