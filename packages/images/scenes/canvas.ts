import { createImage, type Image } from '../image';
import { grain } from './noise';
import type { Shape } from './shapes';

/** Writes the linear colour at a pixel into `out`; `depth` is how far inside the outline it lies, in pixels. */
export type Material = (x: number, y: number, depth: number, out: Float64Array) => void;

/**
 * A picture painted from front to back in linear light: what is hidden is never worked out. `clear` is the
 * part of each pixel that is still open, `lit` how much light reaches what will be painted there.
 */
export interface Canvas {
  readonly height: number;
  readonly width: number;
  readonly light: Float32Array;
  readonly clear: Float32Array;
  readonly lit: Float32Array;
}

/** How a shape meets what lies behind it. */
export interface PaintOptions {
  /** Width of its outline's ramp in pixels: 1 is sharp, more is out of focus. Default 0.8. */
  softness?: number;
  /** The shadow it casts behind itself; default none. */
  shadow?: Shadow;
}

/** A soft shadow: shift in pixels, how far it fades in pixels, and how much light it takes (0 to 1). */
export interface Shadow {
  readonly dx: number;
  readonly dy: number;
  readonly reach: number;
  readonly strength: number;
}

/** Below this share of a pixel nothing shows at 8 bits. */
const HIDDEN = 0.003;
const colour = new Float64Array(3);

export function createCanvas(height: number, width: number): Canvas {
  return {
    height,
    width,
    light: new Float32Array(height * width * 3),
    clear: new Float32Array(height * width).fill(1),
    lit: new Float32Array(height * width).fill(1),
  };
}

/** Paints a shape behind everything painted so far, antialiased by its distance to the outline. */
export function paint(canvas: Canvas, shape: Shape, material: Material, options: PaintOptions = {}): void {
  const { softness = 0.8, shadow } = options;
  const half = softness / 2;
  const shadowReach = shadow ? Math.hypot(shadow.dx, shadow.dy) + shadow.reach : 0;
  const margin = Math.max(half, shadowReach) + 1;
  const left = Math.max(0, Math.floor(shape.box[0] - margin));
  const top = Math.max(0, Math.floor(shape.box[1] - margin));
  const right = Math.min(canvas.width, Math.ceil(shape.box[2] + margin));
  const bottom = Math.min(canvas.height, Math.ceil(shape.box[3] + margin));
  const { light, clear, lit } = canvas;
  for (let row = top; row < bottom; row++) {
    const y = row + 0.5;
    for (let column = left; column < right; column++) {
      const i = row * canvas.width + column;
      const open = clear[i];
      if (open < HIDDEN) continue;
      const x = column + 0.5;
      const d = shape.distance(x, y);
      if (d < half) {
        const ramp = d <= -half ? 1 : (half - d) / softness;
        const cover = ramp * ramp * (3 - 2 * ramp);
        material(x, y, -d, colour);
        const share = open * cover * lit[i];
        light[i * 3] += share * colour[0];
        light[i * 3 + 1] += share * colour[1];
        light[i * 3 + 2] += share * colour[2];
        clear[i] = open * (1 - cover);
        if (cover === 1) continue;
      }
      if (shadow && d < shadowReach) {
        const away = shape.distance(x - shadow.dx, y - shadow.dy) / shadow.reach;
        if (away < 1) {
          const t = away <= -1 ? 1 : (1 - away) / 2;
          lit[i] *= 1 - shadow.strength * t * t * (3 - 2 * t);
        }
      }
    }
  }
}

/** Fills whatever is still open. */
export function paintBackground(canvas: Canvas, material: Material): void {
  const { light, clear, lit, width } = canvas;
  for (let i = 0; i < clear.length; i++) {
    if (clear[i] < HIDDEN) continue;
    material((i % width) + 0.5, Math.floor(i / width) + 0.5, 0, colour);
    const share = clear[i] * lit[i];
    for (let c = 0; c < 3; c++) light[i * 3 + c] += share * colour[c];
    clear[i] = 0;
  }
}

/** Puts a finished canvas behind everything painted so far. */
export function paintBehind(canvas: Canvas, behind: Canvas): void {
  paintBackground(canvas, (x, y, _depth, out) => {
    const i = (Math.floor(y) * canvas.width + Math.floor(x)) * 3;
    out[0] = behind.light[i];
    out[1] = behind.light[i + 1];
    out[2] = behind.light[i + 2];
  });
}

/** Blurs a finished canvas as a lens out of focus: three passes of a running mean of `radius` pixels. */
export function defocus(canvas: Canvas, radius: number): void {
  const r = Math.max(1, Math.round(radius));
  const line = new Float32Array(Math.max(canvas.height, canvas.width));
  for (let pass = 0; pass < 2; pass++) {
    for (let c = 0; c < 3; c++) {
      for (let y = 0; y < canvas.height; y++) {
        meanLine(canvas.light, line, y * canvas.width * 3 + c, 3, canvas.width, r);
      }
      for (let x = 0; x < canvas.width; x++) {
        meanLine(canvas.light, line, x * 3 + c, canvas.width * 3, canvas.height, r);
      }
    }
  }
}

/** Running mean over 2 r + 1 samples of one row or column, its ends repeated. */
function meanLine(
  data: Float32Array,
  line: Float32Array,
  start: number,
  step: number,
  n: number,
  r: number,
): void {
  for (let i = 0; i < n; i++) line[i] = data[start + i * step];
  let sum = (r + 1) * line[0];
  for (let i = 1; i <= r; i++) sum += line[Math.min(n - 1, i)];
  const inverse = 1 / (2 * r + 1);
  for (let i = 0; i < n; i++) {
    data[start + i * step] = sum * inverse;
    sum += line[Math.min(n - 1, i + r + 1)] - line[Math.max(0, i - r)];
  }
}

/** How the camera turns light into a picture. */
export interface CameraOptions {
  /** Luminance that becomes middle grey; default the mean of the picture. */
  exposure?: number;
  /** Where the mean luminance lands, in linear light; default 0.18. */
  key?: number;
  /** Steepness of the tone curve: exponent of luminance about its mean; default 1.3. */
  contrast?: number;
  /** Standard deviation of the sensor's or film's grain, of 0 to 1 in sRGB; default 0. */
  grain?: number;
  /** Weight of each neighbour in the lens's blur [s, 1 - 2 s, s], along rows and columns, below 0 to sharpen; default 0. */
  neighbours?: number;
}

/** The finished canvas as a camera sees it: a slight blur, exposure, a soft shoulder for highlights, sRGB. */
export function develop(canvas: Canvas, options: CameraOptions = {}): Image {
  const { light, height, width } = canvas;
  const { key = 0.18, neighbours = 0, contrast = 1.3, grain: amount = 0 } = options;
  let total = 0;
  for (let i = 0; i < light.length; i += 3) {
    total += 0.2126 * light[i] + 0.7152 * light[i + 1] + 0.0722 * light[i + 2];
  }
  const mean = Math.max(1e-4, options.exposure ?? total / (height * width));
  const soft = lensBlur(light, height, width, neighbours);
  const image = createImage(height, width);
  const power = contrast - 1;
  for (let i = 0; i < soft.length; i += 3) {
    const luminance = 0.2126 * soft[i] + 0.7152 * soft[i + 1] + 0.0722 * soft[i + 2];
    const gain = (key / mean) * Math.pow(Math.max(luminance, 1e-6) / mean, power);
    const pixel = i / 3;
    const speck = amount === 0 ? 0 : amount * grain(pixel % width, Math.floor(pixel / width));
    for (let c = 0; c < 3; c++) {
      const value = toSrgb(soft[i + c] * gain) + speck;
      image.data[i + c] = value < 0 ? 0 : value > 1 ? 1 : value;
    }
  }
  return image;
}

/** [s, 1 - 2 s, s] along rows, then along columns, edges repeated. */
function lensBlur(data: Float32Array, height: number, width: number, s: number): Float32Array {
  const rows = new Float32Array(data.length);
  const out = new Float32Array(data.length);
  const stride = width * 3;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * stride + x * 3;
      const before = x > 0 ? i - 3 : i;
      const after = x < width - 1 ? i + 3 : i;
      for (let c = 0; c < 3; c++) {
        rows[i + c] = (1 - 2 * s) * data[i + c] + s * (data[before + c] + data[after + c]);
      }
    }
  }
  for (let y = 0; y < height; y++) {
    const above = y > 0 ? -stride : 0;
    const under = y < height - 1 ? stride : 0;
    for (let i = y * stride; i < (y + 1) * stride; i++) {
      out[i] = (1 - 2 * s) * rows[i] + s * (rows[i + above] + rows[i + under]);
    }
  }
  return out;
}

const LEVELS = 4096;
/** Tone curve by table: linear to 0.7, then a shoulder that reaches 1 at a light of 1.6; sRGB's transfer. */
const curve = Float32Array.from({ length: LEVELS + 1 }, (_, i) => {
  const light = (1.6 * i * i) / (LEVELS * LEVELS);
  const t = (light - 0.7) / 0.9;
  const v = light <= 0.7 ? light : 0.7 + 0.3 * (1 - (1 - t) ** 3);
  return v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055;
});

function toSrgb(light: number): number {
  if (light <= 0) return 0;
  if (light >= 1.6) return 1;
  const at = Math.sqrt(light / 1.6) * LEVELS;
  const i = Math.floor(at);
  return curve[i] + (curve[i + 1] - curve[i]) * (at - i);
}
