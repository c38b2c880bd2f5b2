import { createRandom, type Random } from '@ddr-lab/base/random';

/** Side of the lattice of random values, after which noise repeats. */
const SIDE = 256;
const MASK = SIDE - 1;

const lattice = ((): Float32Array => {
  const random = createRandom(20210801);
  return Float32Array.from({ length: SIDE * SIDE }, () => 2 * random.uniform() - 1);
})();

/** Smooth noise in [-1, 1] with features about one unit wide (value noise, quintic interpolation). */
export function valueNoise(x: number, y: number): number {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const fx = x - x0;
  const fy = y - y0;
  const sx = fx * fx * fx * (fx * (fx * 6 - 15) + 10);
  const sy = fy * fy * fy * (fy * (fy * 6 - 15) + 10);
  const left = x0 & MASK;
  const right = (x0 + 1) & MASK;
  const top = (y0 & MASK) * SIDE;
  const bottom = ((y0 + 1) & MASK) * SIDE;
  const a = lattice[top + left];
  const b = lattice[top + right];
  const c = lattice[bottom + left];
  const d = lattice[bottom + right];
  const upper = a + (b - a) * sx;
  return upper + (c + (d - c) * sx - upper) * sy;
}

/** A random value in [-1, 1] for a cell of the integer plane: the tone of a brick, a plank, a pane. */
export function cellValue(column: number, row: number): number {
  return lattice[(row & MASK) * SIDE + (column & MASK)];
}

let grainTile: Float32Array | undefined;

/**
 * Fine grain of every pixel scale from 1 to 8, of standard deviation 1 and equal energy in each octave (as the
 * spectrum of natural textures has it): a tile of 256 x 256 pixels, made once, read at pixel (x, y).
 */
export function grain(x: number, y: number): number {
  grainTile ??= createGrain();
  return grainTile[((y & MASK) << 8) + (x & MASK)];
}

function createGrain(): Float32Array {
  const random = createRandom(20210802);
  const tile = Float32Array.from({ length: SIDE * SIDE }, () => 0.5 * random.normal());
  for (let period = 2; period <= 8; period *= 2) {
    // The lattice is periodic over 256 units; the tile uses 256 / period of them, from another corner each time.
    const cells = SIDE / period;
    const values = Float32Array.from({ length: cells * cells }, () => random.normal());
    const at = (column: number, row: number): number => values[(row % cells) * cells + (column % cells)];
    for (let y = 0; y < SIDE; y++) {
      const row = Math.floor(y / period);
      const sy = ease(y / period - row);
      for (let x = 0; x < SIDE; x++) {
        const column = Math.floor(x / period);
        const sx = ease(x / period - column);
        const upper = at(column, row) + (at(column + 1, row) - at(column, row)) * sx;
        const lower = at(column, row + 1) + (at(column + 1, row + 1) - at(column, row + 1)) * sx;
        tile[y * SIDE + x] += upper + (lower - upper) * sy;
      }
    }
  }
  let energy = 0;
  for (const value of tile) energy += value * value;
  const gain = 1 / Math.sqrt(energy / tile.length);
  return tile.map((value) => value * gain);
}

function ease(t: number): number {
  return t * t * (3 - 2 * t);
}

/** How `fractalNoise` builds up its octaves. */
export interface FractalOptions {
  /** Width of the largest features in pixels. */
  coarsest: number;
  /** Width of the smallest features in pixels; octaves below it are left out. */
  finest: number;
  /** Amplitude of each octave against the one before; 1 is a power spectrum of 1 / f^2, 0.5 of 1 / f^4. */
  persistence: number;
}

/** A field over the plane, in pixels, of about [-1, 1] (standard deviation near 0.4). */
export type Field = (x: number, y: number) => number;

/** Sum of octaves of value noise, each turned against the last so that the lattice does not show. */
export function fractalNoise(random: Random, options: FractalOptions): Field {
  const { coarsest, finest, persistence } = options;
  const octaves = Math.max(1, Math.min(8, 1 + Math.floor(Math.log2(coarsest / finest))));
  const scale = 1 / coarsest;
  const offsets = Float64Array.from({ length: 2 * octaves }, () => random.uniform() * SIDE);
  let energy = 0;
  for (let k = 0, amplitude = 1; k < octaves; k++, amplitude *= persistence) energy += amplitude * amplitude;
  const gain = 1 / Math.sqrt(energy);
  return (x, y) => {
    let u = x * scale;
    let v = y * scale;
    let sum = 0;
    let amplitude = gain;
    for (let k = 0; k < octaves; k++) {
      sum += amplitude * valueNoise(u + offsets[2 * k], v + offsets[2 * k + 1]);
      const turned = 1.6 * u - 1.2 * v;
      v = 1.2 * u + 1.6 * v;
      u = turned;
      amplitude *= persistence;
    }
    return sum;
  };
}
