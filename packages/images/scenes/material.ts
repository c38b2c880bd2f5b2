import type { Random } from '@ddr-lab/base/random';
import type { Material } from './canvas';
import { between, logBetween, pickWeighted } from './draw';
import { grain } from './noise';
import { sampleColour, vary, type Colour, type Palette } from './palette';
import * as textures from './textures';

/** Direction that light comes from in the picture (x, y, towards the viewer), of length 1. */
export type Light = readonly [number, number, number];

/** Names of the kinds of surface. */
export type Surface = Exclude<keyof typeof textures, 'Texture'>;

/** How strongly each texture changes the light of its surface (standard deviation in log units, about). */
const contrasts: Readonly<Record<Surface, readonly [number, number]>> = {
  rough: [0.15, 0.8],
  smooth: [0.03, 0.25],
  strands: [0.4, 1],
  wood: [0.2, 0.7],
  furrows: [0.5, 1.3],
  foliage: [0.6, 1.3],
  bricks: [0.25, 0.6],
  planks: [0.3, 0.7],
  stripes: [0.2, 0.9],
  weave: [0.2, 0.7],
  plaid: [0.15, 0.5],
  speckle: [0.2, 0.8],
  ripples: [0.3, 0.9],
  folds: [0.25, 0.7],
  scales: [0.3, 0.7],
};

/** How often each kind of surface occurs where nothing else is said. */
export const anySurface: Readonly<Record<Surface, number>> = {
  rough: 10,
  smooth: 7,
  strands: 7,
  wood: 3,
  furrows: 4,
  foliage: 6,
  bricks: 2,
  planks: 2,
  stripes: 2,
  weave: 2,
  plaid: 1,
  speckle: 3,
  ripples: 2,
  folds: 3,
  scales: 1.5,
};

/** What a surface looks like; everything not said is drawn at random. */
export interface SurfaceOptions {
  /** Middle of the thing in pixels: shading turns about it. */
  x: number;
  y: number;
  /** Its size (radius) in pixels: texture and shading go with it. */
  size: number;
  light: Light;
  surface?: Surface;
  colour?: Colour;
  /** Direction of the grain, radians. */
  angle?: number;
  /** How round it is: 0 flat, 1 a ball. */
  roundness?: number;
  /** Multiplies the texture's contrast; default 1. */
  contrast?: number;
}

/** A lit, textured surface. */
export function createSurface(random: Random, palette: Palette, options: SurfaceOptions): Material {
  const { x: cx, y: cy, size, light } = options;
  const kind = options.surface ?? pickWeighted(random, anySurface);
  const field = textures[kind](random, size);
  const base = options.colour ?? sampleColour(random, palette);
  const other = vary(random, base, 1.5);
  const [low, high] = contrasts[kind];
  const contrast = logBetween(random, low, high) * (options.contrast ?? 1);
  const roundness = options.roundness ?? between(random, 0, 0.8);
  const angle = options.angle ?? random.uniform() * 2 * Math.PI;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  // Dust, pores, fibres: what every surface has below its texture.
  const detail = logBetween(random, 0.03, 0.28) * (options.contrast ?? 1);
  const grainX = random.integer(256);
  const grainY = random.integer(256);
  const tilt = between(random, -0.35, 0.35);
  const rim = Math.min(2.5, size * 0.06);
  const inverse = 1 / Math.max(1, size);
  const [lx, ly, lz] = light;
  return (x, y, depth, out) => {
    const dx = (x - cx) * inverse;
    const dy = (y - cy) * inverse;
    const t = field((x - cx) * cos + (y - cy) * sin, (y - cy) * cos - (x - cx) * sin);
    // Lambert's law on something between a plane and a ball, plus light from all sides.
    const r = Math.min(0.96, (dx * dx + dy * dy) * roundness);
    const facing = (dx * lx + dy * ly) * roundness + Math.sqrt(1 - r) * lz;
    let shade = 0.35 + 0.9 * Math.max(0, facing) + tilt * (dx * lx + dy * ly) * (1 - roundness);
    // The outline catches less light, as an edge that turns away does.
    if (depth < rim) shade *= 0.8 + (0.2 * Math.max(0, depth)) / rim;
    const gain = shade * Math.exp(contrast * t + detail * grain(x + grainX, y + grainY));
    const m = 0.5 + 0.5 * t;
    const blend = m < 0 ? 0 : m > 1 ? 1 : m;
    out[0] = gain * (base[0] + (other[0] - base[0]) * blend);
    out[1] = gain * (base[1] + (other[1] - base[1]) * blend);
    out[2] = gain * (base[2] + (other[2] - base[2]) * blend);
  };
}

/** One even colour. */
export function flat(colour: Colour): Material {
  return (_x, _y, _depth, out) => {
    out[0] = colour[0];
    out[1] = colour[1];
    out[2] = colour[2];
  };
}

/** One colour shaded across a stroke of half-width `radius`, as a stem or a wire is. */
export function rod(colour: Colour, radius: number): Material {
  return (_x, _y, depth, out) => {
    const t = 0.7 + 0.4 * Math.min(1, Math.max(0, depth / Math.max(0.5, radius)));
    out[0] = colour[0] * t;
    out[1] = colour[1] * t;
    out[2] = colour[2] * t;
  };
}
