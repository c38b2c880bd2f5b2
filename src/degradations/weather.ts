import { createRandom, type Random } from '@ddr-lab/base/random';
import { createImage, type Image } from '@ddr-lab/images/image';

/** What falls in front of an image, apart from it: measures of removal need to know where it is. */
export interface WeatherLayer {
  readonly height: number;
  readonly width: number;
  /** H x W in [0, 1], row by row: how bright rain is, or how much a flake covers. */
  readonly data: Float32Array;
}

/** The layer's value from which a pixel counts as covered: 50 of 255 (Gu et al. 2023, code of the authors). */
const COVERED = Math.fround(50 / 255);

/**
 * Which pixels the weather covers.
 *
 * @returns H x W, 1 where the layer is above 50 / 255, else 0.
 */
export function weatherMask({ data }: Pick<WeatherLayer, 'data'>): Uint8Array {
  return Uint8Array.from(data, (value) => (value > COVERED ? 1 : 0));
}

/** The share of pixels that the weather covers, 0 to 1. */
export function coverage(layer: Pick<WeatherLayer, 'data'>): number {
  return weatherMask(layer).reduce((sum, covered) => sum + covered, 0) / layer.data.length;
}

/** The image with `strength` times the layer added to each channel, clipped to [0, 1]. */
export function addLayer(image: Image, { data }: WeatherLayer, strength: number): Image {
  const out = createImage(image.height, image.width);
  for (let i = 0; i < out.data.length; i++) {
    out.data[i] = Math.min(1, Math.max(0, image.data[i] + strength * data[Math.floor(i / 3)]));
  }
  return out;
}

/** The image behind the layer: each pixel is `tone` (grey, 0 to 1) as far as the layer covers it. */
export function coverWith(image: Image, { data }: WeatherLayer, tone: number): Image {
  const out = createImage(image.height, image.width);
  for (let i = 0; i < out.data.length; i++) {
    const cover = data[Math.floor(i / 3)];
    out.data[i] = image.data[i] * (1 - cover) + tone * cover;
  }
  return out;
}

/** A rod with round ends: where its middle is, in pixels from the image's corner, and what it covers. */
export interface Rod {
  readonly row: number;
  readonly column: number;
  /** Between its ends in pixels; 0 is a disc. */
  readonly length: number;
  /** Across, in pixels. */
  readonly width: number;
  /** From the vertical in degrees, anticlockwise as the image is seen. */
  readonly angle: number;
  /** How much of a pixel within it is covered, 0 to 1. */
  readonly opacity: number;
  /** Pixels over which its edge fades, half of them outside; 1 is an antialiased edge. */
  readonly softness: number;
}

/**
 * Lays a rod over a layer: what is behind shows through where the rod is not opaque. A rod thinner than a pixel covers less of it.
 *
 * @returns how many pixels it has newly covered (above 50 / 255).
 */
function layRod({ height, width, data }: WeatherLayer, rod: Rod): number {
  const radius = rod.width / 2;
  const soft = rod.softness;
  const [down, across] = [
    Math.cos((rod.angle * Math.PI) / 180) * (rod.length / 2),
    Math.sin((rod.angle * Math.PI) / 180) * (rod.length / 2),
  ];
  const reach = radius + soft / 2;
  const top = Math.max(0, Math.floor(rod.row - Math.abs(down) - reach));
  const bottom = Math.min(height - 1, Math.ceil(rod.row + Math.abs(down) + reach));
  const left = Math.max(0, Math.floor(rod.column - Math.abs(across) - reach));
  const right = Math.min(width - 1, Math.ceil(rod.column + Math.abs(across) + reach));
  // The share of a pixel that lies within a rod narrower than the pixel.
  const most = rod.opacity * Math.min(1, rod.width / soft);
  const squared = (rod.length / 2) ** 2;
  let covered = 0;
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const [dy, dx] = [y + 0.5 - rod.row, x + 0.5 - rod.column];
      const along = squared === 0 ? 0 : Math.max(-1, Math.min(1, (dy * down + dx * across) / squared));
      const distance = Math.hypot(dy - along * down, dx - along * across);
      const share = Math.min(1, Math.max(0, (radius - distance) / soft + 0.5)) * most;
      if (share === 0) continue;
      const at = y * width + x;
      const before = data[at];
      data[at] = before + (1 - before) * share;
      if (before <= COVERED && data[at] > COVERED) covered++;
    }
  }
  return covered;
}

/** What `layRods` takes. */
export interface LayRodsOptions {
  /** The share of pixels that are to be covered, 0 to 1. */
  readonly coverage: number;
  readonly seed: number;
  /** The next one. It is called in order, so that the same numbers give the same weather. */
  readonly draw: (random: Random) => Rod;
}

/**
 * Lays rods until a share of the pixels is covered, so that two kinds of weather can be had of one density.
 * It ends, too, after as many rods as there are pixels.
 */
export function layRods(
  height: number,
  width: number,
  { coverage: wanted, seed, draw }: LayRodsOptions,
): WeatherLayer {
  const layer = { height, width, data: new Float32Array(height * width) };
  const random = createRandom(seed);
  const enough = wanted * height * width;
  for (let covered = 0, laid = 0; covered < enough && laid < height * width; laid++) {
    covered += layRod(layer, draw(random));
  }
  return layer;
}
