import { createRandom } from '@ddr-lab/base/random';
import { degradation, type NumberOption, requireInRange, type Seeded } from './degradation';
import { coverWith, layRods, type WeatherLayer } from './weather';

/** What `rainStreaks` takes besides its seed. */
export interface RainStreaksOptions {
  /** The share of pixels that streaks cover, 0 to 1; default 0.15. */
  readonly coverage?: number;
  /** Haze in percent of the way to the streaks' tone; default 4. */
  readonly haze?: number;
}

const coverage: NumberOption = { what: 'coverage (share of pixels)', min: 0, max: 0.9, default: 0.15 };
const haze: NumberOption = { what: 'haze (in percent)', min: 0, max: 100, default: 4 };

/** The tone of streaks and haze. */
const TONE = 0.92;

/** From 0 to 1 on a scale of ratios. */
const logBetween = (low: number, high: number, at: number): number => low * (high / low) ** at;

/**
 * The streaks alone: single rods with antialiased, slightly defocused edges. The wind has one direction (within 35 degrees of the
 * vertical), from which a streak differs by some degrees. A streak's depth decides its size: near ones are long (to 40 pixels), wide (to
 * 2.4), few and blurred; far ones short (from 6), thin (from 0.7) and many. Opacity is drawn from 0.25 to 0.9.
 *
 * @throws InputError for a coverage out of its range.
 */
export function rainStreaksLayer(
  height: number,
  width: number,
  { coverage: share = coverage.default, seed = 0 }: Pick<RainStreaksOptions, 'coverage'> & Seeded = {},
): WeatherLayer {
  requireInRange('Rain streaks', coverage, share);
  const wind = (createRandom(seed, 1).uniform() - 0.5) * 70;
  return layRods(height, width, {
    coverage: share,
    seed,
    draw: (random) => {
      // Squared, so that most are far away.
      const near = random.uniform() ** 2;
      return {
        row: random.uniform() * (height + 40) - 20,
        column: random.uniform() * (width + 40) - 20,
        length: logBetween(6, 28, near) * logBetween(1, 40 / 28, random.uniform()),
        width: logBetween(0.7, 2, near) * logBetween(1, 1.2, random.uniform()),
        angle: wind + 4 * random.normal(),
        opacity: 0.25 + 0.65 * random.uniform(),
        softness: 1 + near,
      };
    },
  });
}

/** Rain by another hand than `rain`: streaks of many lengths, widths and opacities, and slight haze. For tests on rain not seen. */
export const rainStreaks = degradation<RainStreaksOptions>({
  title: 'Rain streaks',
  summary: 'Single streaks of varying length, opacity and depth, slight haze.',
  source: 'set by eye; ours. Held to its coverage, angle and lengths',
  whole: true,
  options: { coverage, haze },
  presets: [
    {
      word: 'rain-streaks',
      summary: 'single streaks of varying length, opacity and depth, slight haze',
    },
  ],
  layer: ({ height, width }, { coverage: share, seed }) =>
    rainStreaksLayer(height, width, { coverage: share, seed }),
  apply: (image, { coverage: share, haze: percent, seed }) => {
    const { height, width } = image;
    const veil = { height, width, data: new Float32Array(height * width).fill(percent / 100) };
    const layer = rainStreaksLayer(height, width, { coverage: share, seed });
    return coverWith(coverWith(image, veil, TONE), layer, TONE);
  },
});
