import type { Pixels } from '../worker/messages';

/** An image that the browser can draw, as numbers; no colours are converted. */
export async function decode(blob: Blob): Promise<Pixels> {
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none', premultiplyAlpha: 'none' });
  try {
    return fromBitmap(bitmap, bitmap.width, bitmap.height);
  } finally {
    bitmap.close();
  }
}

/** A picture drawn at a size, on white where it is transparent. */
export function fromBitmap(bitmap: ImageBitmap, width: number, height: number): Pixels {
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  context.fillStyle = '#fff';
  context.fillRect(0, 0, width, height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(bitmap, 0, 0, width, height);
  const { data: bytes } = context.getImageData(0, 0, width, height);
  const data = new Float32Array(3 * width * height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) data[3 * i + c] = bytes[4 * i + c] / 255;
  }
  return { height, width, data };
}

/** Draws an image on a canvas of its own size. */
export function draw(canvas: HTMLCanvasElement, { height, width, data }: Pixels): void {
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d')!;
  const pixels = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++)
      pixels.data[4 * i + c] = Math.round(Math.min(1, Math.max(0, data[3 * i + c])) * 255);
    pixels.data[4 * i + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
}

/** How far two images of one size are apart, sample by sample: black where they are equal. */
export function difference(a: Pixels, b: Pixels): Pixels {
  return { ...a, data: a.data.map((value, i) => Math.abs(value - b.data[i])) };
}

/** A part of an image. */
export function cut(
  { width, data }: Pixels,
  top: number,
  left: number,
  height: number,
  across: number,
): Pixels {
  const out = new Float32Array(3 * height * across);
  for (let y = 0; y < height; y++) {
    const from = ((top + y) * width + left) * 3;
    out.set(data.subarray(from, from + 3 * across), 3 * y * across);
  }
  return { height, width: across, data: out };
}

/** Where patches are cut of an image: the upper left corners. */
export interface Place {
  readonly top: number;
  readonly left: number;
}

/**
 * Where patches are cut: the middle first, as `cropCentre` and `ddr tap --patch` cut it, then those around it, side by side, from
 * the middle outwards.
 *
 * @param most how many at most.
 */
export function patchPlaces(
  { height, width }: Pick<Pixels, 'height' | 'width'>,
  side: number,
  most: number,
): Place[] {
  const middle = { top: Math.floor((height - side) / 2), left: Math.floor((width - side) / 2) };
  const along = (start: number, size: number): number[] => {
    const first = start % side;
    return Array.from({ length: Math.floor((size - first) / side) }, (_, i) => first + i * side);
  };
  const far = ({ top, left }: Place): number => (top - middle.top) ** 2 + (left - middle.left) ** 2;
  return along(middle.top, height)
    .flatMap((top) => along(middle.left, width).map((left) => ({ top, left })))
    .sort((a, b) => far(a) - far(b) || a.top - b.top || a.left - b.left)
    .slice(0, most);
}
