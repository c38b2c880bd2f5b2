import { createRandom, type Random } from '@ddr-lab/base/random';
import { filterSeparable, gaussianKernel } from '@ddr-lab/images/filter';
import { createImage, type Image, mapSamples } from '@ddr-lab/images/image';
import { degradation, type NumberOption, type Seeded, subSeed } from './degradation';
import { gaussianBlur } from './gaussian-blur';

/**
 * A copy in which each pixel's three samples become `sample x gain + offset`, clipped to [0, 1]; what happens to a film
 * happens to all channels alike.
 */
function mapPixels(
  image: Image,
  change: (y: number, x: number, pixel: number) => readonly [gain: number, offset: number],
): Image {
  const { height, width, data } = image;
  const out = createImage(height, width);
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [gain, offset] = change(y, x, y * width + x);
      for (const end = i + 3; i < end; i++) {
        const value = data[i] * gain + offset;
        out.data[i] = value < 0 ? 0 : value > 1 ? 1 : value;
      }
    }
  }
  return out;
}

/**
 * Specks of dust and dirt: soft-edged ellipses of 0.5 to 3 pixels radius, small ones most often, dark or bright;
 * their number is Poisson with the mean `rate` in 100 x 100 pixels.
 */
export function dust(image: Image, rate: number, seed: number): Image {
  const { height, width } = image;
  const random = createRandom(seed);
  const out = createImage(height, width, image.data.slice());
  const count = random.poisson((rate * height * width) / 1e4);
  for (let i = 0; i < count; i++) {
    const radius = Math.min(3, 0.5 / Math.sqrt(1 - random.uniform()));
    const speck: Speck = {
      row: random.uniform() * height,
      column: random.uniform() * width,
      radius,
      flattening: 1 + random.uniform(),
      angle: random.uniform() * Math.PI,
      tone: random.uniform() < 0.6 ? 0.05 : 0.95,
      opacity: 0.35 + 0.55 * random.uniform(),
    };
    blend(out, speck);
  }
  return out;
}

/** An ellipse of the semi-axes radius x flattening and radius / flattening, in pixels. */
interface Speck {
  readonly row: number;
  readonly column: number;
  readonly radius: number;
  readonly flattening: number;
  readonly angle: number;
  readonly tone: number;
  readonly opacity: number;
}

function blend(image: Image, speck: Speck): void {
  const { row, column, radius, flattening, angle, tone, opacity } = speck;
  const reach = Math.ceil(radius * flattening) + 1;
  const top = Math.max(0, Math.floor(row) - reach);
  const bottom = Math.min(image.height - 1, Math.floor(row) + reach);
  const left = Math.max(0, Math.floor(column) - reach);
  const right = Math.min(image.width - 1, Math.floor(column) + reach);
  for (let y = top; y <= bottom; y++) {
    for (let x = left; x <= right; x++) {
      const along = (x - column) * Math.cos(angle) + (y - row) * Math.sin(angle);
      const across = (y - row) * Math.cos(angle) - (x - column) * Math.sin(angle);
      const distance = Math.hypot(along / flattening, across * flattening);
      const cover = opacity * Math.min(1, Math.max(0, radius + 0.5 - distance));
      for (let i = (y * image.width + x) * 3, end = i + 3; i < end; i++) {
        image.data[i] += (tone - image.data[i]) * cover;
      }
    }
  }
}

/**
 * Uneven exposure: one factor for the whole frame, of the given standard deviation, and a brightness that swings
 * slowly over the frame (three waves of one half to one and a half periods), half as strong.
 */
function flicker(image: Image, deviation: number, seed: number): Image {
  const random = createRandom(seed);
  const frame = 1 + deviation * random.normal();
  const waves = Array.from({ length: 3 }, () => ({
    down: (random.uniform() - 0.5) * 3,
    across: (random.uniform() - 0.5) * 3,
    phase: random.uniform(),
    height: (deviation / 2) * random.normal(),
  }));
  const { height, width } = image;
  return mapPixels(image, (y, x) => {
    let gain = frame;
    for (const wave of waves) {
      const turns = (wave.down * y) / height + (wave.across * x) / width + wave.phase;
      gain += wave.height * Math.sin(2 * Math.PI * turns);
    }
    return [gain, 0];
  });
}

/** Sigma of a grain's blob in pixels. */
const SIZE = 0.6;

/**
 * Film grain: Gaussian noise, the same in all channels, correlated over neighbouring pixels, of standard deviation
 * `levels` / 255 at mid grey and less towards black and white, where the film has little or only silver.
 */
export function grain(image: Image, levels: number, seed: number): Image {
  const { height, width } = image;
  const random = createRandom(seed);
  const white = new Float64Array(height * width).map(() => random.normal());
  const kernel = gaussianKernel(SIZE);
  // Smoothing in both directions scales the deviation by the sum of the squared weights of one.
  const energy = kernel.reduce((sum, weight) => sum + weight * weight, 0);
  const noise = filterSeparable({ height, width, data: white }, kernel, kernel);
  return mapSamples(image, (value, i) => {
    const strength = 0.35 + 2.6 * value * (1 - value);
    return value + ((strength * levels) / (255 * energy)) * noise[Math.floor(i / 3)];
  });
}

/** A worn line along the running film. Lengths in pixels. */
interface Scratch {
  /** Column at the top, how far it leans over the whole height, and how it wavers. */
  readonly column: number;
  readonly lean: number;
  readonly waver: number;
  readonly phase: number;
  readonly halfWidth: number;
  readonly top: number;
  readonly bottom: number;
  /** What it is blended to: white where the emulsion is gone, black where dirt fills it. */
  readonly tone: number;
  readonly opacity: number;
}

/**
 * Near-vertical scratches, antialiased, many over the whole height, others over a part, bright or dark;
 * their number is Poisson with the mean `rate` in 100 pixels of width.
 */
export function scratches(image: Image, rate: number, seed: number): Image {
  const { height, width } = image;
  const random = createRandom(seed);
  const count = random.poisson((rate * width) / 100);
  const lines = Array.from({ length: count }, () => draw(random, height, width));
  if (count === 0) return image;
  return mapPixels(image, (y, x) => {
    let gain = 1;
    let offset = 0;
    for (const line of lines) {
      const blend = cover(line, x, y, height);
      gain *= 1 - blend;
      offset += (line.tone - offset) * blend;
    }
    return [gain, offset];
  });
}

function draw(random: Random, height: number, width: number): Scratch {
  const whole = random.uniform() < 0.5;
  const length = whole ? height : height * (0.15 + 0.6 * random.uniform());
  const top = whole ? 0 : random.uniform() * (height - length);
  return {
    column: random.uniform() * width,
    lean: (random.uniform() - 0.5) * 0.03 * height,
    waver: random.uniform() * 0.6,
    phase: random.uniform() * 2 * Math.PI,
    halfWidth: 0.3 + 0.5 * random.uniform(),
    top: whole ? -1 : top,
    bottom: whole ? height : top + length,
    tone: random.uniform() < 0.65 ? 0.95 : 0.05,
    opacity: 0.25 + 0.5 * random.uniform(),
  };
}

/** How much of the scratch shows at a pixel, 0 to 1: soft over a pixel at its sides and five at its ends. */
function cover(line: Scratch, x: number, y: number, height: number): number {
  const t = y / height;
  const centre = line.column + line.lean * t + line.waver * Math.sin(9 * t + line.phase);
  const side = clip(line.halfWidth + 0.5 - Math.abs(x - centre));
  if (side === 0) return 0;
  return line.opacity * side * clip((y - line.top) / 5) * clip((line.bottom - y) / 5);
}

function clip(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}

export interface OldFilmOptions extends Seeded {
  /** What becomes of colour: `grey` (default), `sepia`, or `none` to keep it. */
  readonly tint?: 'grey' | 'sepia' | 'none';
  /** Sigma of the blur in pixels; default 0.8. */
  readonly blur?: number;
  /** What is left of the contrast, 0 to 1; default 0.75. */
  readonly contrast?: number;
  /** Standard deviation of the frame's brightness, a share; default 0.08. */
  readonly flicker?: number;
  /** Standard deviation of the grain at mid grey in 8-bit levels; default 7. */
  readonly grain?: number;
  /** Mean number of scratches in 100 pixels of width; default 1.2. */
  readonly scratches?: number;
  /** Mean number of dust specks in 100 x 100 pixels; default 8. */
  readonly dust?: number;
}

const upTo = (what: string, max: number, usual: number): NumberOption => ({
  what,
  min: 0,
  max,
  default: usual,
});

/**
 * A frame of an old, worn black-and-white film: colour lost, slightly soft, blacks lifted and contrast
 * lost, uneven brightness that flickers from frame to frame, grain, dust and near-vertical scratches. Modelled by eye
 * on digitised films of the 1920s to 1940s; no published model. Everything random comes from the seed.
 */
export const oldFilm = degradation<OldFilmOptions>({
  title: 'Old film',
  summary: 'Grey, soft, faded; flicker, grain, dust, scratches.',
  source: 'set by eye; ours',
  options: {
    tint: { what: 'tint', of: ['grey', 'sepia', 'none'], default: 'grey' },
    blur: upTo('blur (in pixels)', 100, 0.8),
    contrast: upTo('contrast', 1, 0.75),
    flicker: upTo('flicker', 1, 0.08),
    grain: upTo('grain (in 8-bit levels)', 255, 7),
    scratches: upTo('scratches', 100, 1.2),
    dust: upTo('dust', 1000, 8),
  },
  presets: [{ word: 'oldfilm', summary: 'old film: grey, soft, faded; flicker, grain, dust, scratches' }],
  apply: async (image, options) => {
    const { seed, tint } = options;
    const soft = await gaussianBlur(tint === 'none' ? image : toGrey(image), { sigma: options.blur });
    let frame = mapSamples(soft, (value) => 0.5 + (value - 0.5) * options.contrast);
    frame = flicker(frame, options.flicker, subSeed(seed, 1));
    frame = grain(frame, options.grain, subSeed(seed, 2));
    frame = dust(frame, options.dust, subSeed(seed, 3));
    frame = scratches(frame, options.scratches, subSeed(seed, 4));
    return tint === 'sepia' ? toSepia(frame) : frame;
  },
});

/** BT.601's luma on all three channels. */
function toGrey(image: Image): Image {
  const out = createImage(image.height, image.width);
  for (let i = 0; i < out.data.length; i += 3) {
    const [red, green, blue] = image.data.subarray(i, i + 3);
    out.data.fill(0.299 * red + 0.587 * green + 0.114 * blue, i, i + 3);
  }
  return out;
}

/** A grey image toned warm: black and white stay, greys turn brown. */
function toSepia(image: Image): Image {
  const gamma = [0.8, 1, 1.3];
  return mapSamples(image, (value, i) => value ** gamma[i % 3]);
}
