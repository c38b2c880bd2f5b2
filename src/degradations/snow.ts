import { degradation, type NumberOption, requireInRange, type Seeded } from './degradation';
import { coverWith, layRods, type WeatherLayer } from './weather';

/** What `snow` takes besides its seed. */
export interface SnowOptions {
  /** The share of pixels that flakes cover, 0 to 1; default 0.15. */
  readonly coverage?: number;
  /** Haze in percent of the way to white; default 6. */
  readonly haze?: number;
}

const coverage: NumberOption = { what: 'coverage (share of pixels)', min: 0, max: 0.9, default: 0.15 };
const haze: NumberOption = { what: 'haze (in percent)', min: 0, max: 100, default: 6 };

/** The tone of flakes and haze. */
const TONE = 0.97;

/**
 * The flakes alone: soft discs, drawn out by their fall to up to one and a half times their width. Most are far away: some 1.5
 * pixels wide, and sharp; near ones to 8 pixels, and blurred. Opacity is drawn from 0.35 to 0.95.
 *
 * @throws InputError for a coverage out of its range.
 */
export function snowLayer(
  height: number,
  width: number,
  { coverage: share = coverage.default, seed = 0 }: Pick<SnowOptions, 'coverage'> & Seeded = {},
): WeatherLayer {
  requireInRange('Snow', coverage, share);
  return layRods(height, width, {
    coverage: share,
    seed,
    draw: (random) => {
      const near = random.uniform() ** 3;
      const across = 1.3 * (8 / 1.3) ** near;
      return {
        row: random.uniform() * (height + 16) - 8,
        column: random.uniform() * (width + 16) - 8,
        length: across * 0.5 * random.uniform(),
        width: across,
        angle: 30 * random.normal(),
        opacity: 0.35 + 0.6 * random.uniform(),
        softness: 1 + across / 3,
      };
    },
  });
}

/** Falling snow: soft flakes of all sizes, and haze. A third weather, for networks that were trained on rain. */
export const snow = degradation<SnowOptions>({
  title: 'Snow',
  summary: 'Soft flakes of varying size and depth, slight haze.',
  source: 'set by eye; ours. Held to its coverage',
  whole: true,
  options: { coverage, haze },
  presets: [{ word: 'snow', summary: 'soft flakes of varying size and depth, slight haze' }],
  layer: ({ height, width }, { coverage: share, seed }) =>
    snowLayer(height, width, { coverage: share, seed }),
  apply: (image, { coverage: share, haze: percent, seed }) => {
    const { height, width } = image;
    const veil = { height, width, data: new Float32Array(height * width).fill(percent / 100) };
    return coverWith(coverWith(image, veil, TONE), snowLayer(height, width, { coverage: share, seed }), TONE);
  },
});
