import { createRandom, type Random } from '@ddr-lab/base/random';
import { degradation, type NumberOption, type Seeded, requireInRange, type Range } from './degradation';
import { drawDrops, lineKernel, spreadDrops, type Streak } from './rain-kernel';
import { addLayer, type WeatherLayer } from './weather';

/** The ranges that rain is drawn from (Gu et al. 2023, code of the authors). */
export const rainRanges = {
  small: { amount: [0.002, 0.004], widths: [1, 3], chances: [0.5, 0.5], length: [25, 35], angle: 10 },
  medium: {
    amount: [0.005, 0.007],
    widths: [3, 5, 7],
    chances: [0.25, 0.5, 0.25],
    length: [35, 45],
    angle: 30,
  },
  large: { amount: [0.008, 0.01], widths: [7, 9], chances: [0.5, 0.5], length: [45, 55], angle: 60 },
  random: {
    amount: [0.002, 0.01],
    widths: [1, 3, 5, 7, 9],
    chances: [0.2, 0.2, 0.2, 0.2, 0.2],
    length: [25, 55],
    angle: 60,
  },
} as const;

/** `small`, `medium`, `large` or `random` (all of it). */
export type RainRange = keyof typeof rainRanges;

/** One rain: all its streaks are alike. */
export interface RainSettings extends Streak {
  /** The share of pixels in which a streak begins, 0 to 1. */
  readonly amount: number;
  /** How much of the layer is added to the image, 0.7 to 1 as published. */
  readonly strength: number;
}

/** What `rain` takes besides its seed. */
export interface RainOptions {
  /** What amount, width, length and angle are drawn from; default `medium`. */
  readonly range?: RainRange;
  /** Lengths relative to the published ones, which are for images of some 2,000 pixels; default 1. */
  readonly size?: number;
}

const size: NumberOption = { what: 'size (of the published length)', min: 0.05, max: 4, default: 1 };

/**
 * One rain of a range: amount and angle evenly, length as a whole number, width by its chances, strength from 0.7 to 1.
 *
 * @throws InputError for a size out of its range.
 */
export function drawRain({
  range = 'medium',
  size: relative = 1,
  seed = 0,
}: RainOptions & Seeded = {}): RainSettings {
  requireInRange('Rain', size, relative);
  const { amount, widths, chances, length, angle } = rainRanges[range];
  const random = createRandom(seed, 1);
  const between = ([low, high]: readonly [number, number]): number => low + (high - low) * random.uniform();
  return {
    amount: between(amount),
    width: pick(random, widths, chances),
    length: Math.max(1, Math.round(relative * (length[0] + random.integer(length[1] - length[0] + 1)))),
    angle: between([-angle, angle]),
    strength: between([0.7, 1]),
  };
}

function pick(random: Random, values: readonly number[], chances: readonly number[]): number {
  let left = random.uniform();
  const at = chances.findIndex((chance) => (left -= chance) < 0);
  return values[at < 0 ? values.length - 1 : at];
}

const amountRange: Range = { what: 'amount (share of pixels)', min: 0, max: 1 };
const widthRange: Range = { what: 'width (in pixels)', min: 1, max: 99, whole: true };
const lengthRange: Range = { what: 'length (in pixels)', min: 1, max: 400, whole: true };

/**
 * The layer of a rain, for a whole image: its brightest pixel is 1 and its darkest 0, so that a piece of it is no layer of a piece.
 *
 * Uniform numbers in [0, 256) are kept where they are among the top `amount`, filtered with a cross (8 in the centre, arms
 * of 0.1) and with a turned and widened line, and stretched to [0, 1]. Borders are reflected without the edge pixel, as OpenCV does it.
 *
 * @throws InputError for a setting out of its range.
 */
export function rainLayer(
  height: number,
  width: number,
  settings: Omit<RainSettings, 'strength'>,
  seed = 0,
): WeatherLayer {
  requireInRange('Rain', amountRange, settings.amount);
  requireInRange('Rain', widthRange, settings.width);
  requireInRange('Rain', lengthRange, settings.length);
  const layer = { height, width, data: new Float32Array(height * width) };
  spreadDrops(layer, lineKernel(settings), drawDrops(height * width, settings.amount, createRandom(seed, 2)));
  let [low, high] = [Infinity, -Infinity];
  for (const value of layer.data) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (high > low) layer.data.forEach((value, i) => (layer.data[i] = (value - low) / (high - low)));
  else layer.data.fill(0);
  return layer;
}

const words = Object.keys(rainRanges) as RainRange[];

/** Rain as networks are trained on it: streaks of one length, width and angle, added to the image. */
export const rain = degradation<RainOptions>({
  title: 'Rain',
  summary: 'Streaks of one length, width and angle, added to each channel.',
  source:
    'Gu et al. 2023, code of the authors; a reference in NumPy, and statistics of amount, angle and width',
  whole: true,
  options: { range: { what: 'range', of: words, default: 'medium' }, size },
  presets: words.flatMap((range) => [
    {
      word: `rain-${range}`,
      summary: `rain drawn from the range ${range}, as published for images of some 2,000 pixels`,
      options: () => ({ range }),
    },
    {
      word: `rain-${range}-half`,
      summary: `the same with streaks of half the length, for images of some 400 pixels`,
      options: () => ({ range, size: 0.5 }),
    },
  ]),
  layer: ({ height, width }, { range, size: relative, seed }) =>
    rainLayer(height, width, drawRain({ range, size: relative, seed }), seed),
  apply: (image, { range, size: relative, seed }) => {
    const settings = drawRain({ range, size: relative, seed });
    return addLayer(image, rainLayer(image.height, image.width, settings, seed), settings.strength);
  },
});
