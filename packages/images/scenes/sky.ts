import type { Random } from '@ddr-lab/base/random';
import type { Material } from './canvas';
import { between, chance } from './draw';
import { fractalNoise } from './noise';
import { mix, type Palette } from './palette';

/** A sky that brightens towards `horizon` (a row), often with clouds. */
export function createSky(random: Random, palette: Palette, horizon: number, width: number): Material {
  const [upper, lower] = palette.sky;
  const cloudy = chance(random, 0.6) ? between(random, 0.3, 1) : 0;
  const level = between(random, -0.3, 0.4);
  const clouds = fractalNoise(random, {
    coarsest: Math.max(40, width * between(random, 0.3, 1)),
    finest: 3,
    persistence: between(random, 0.45, 0.6),
  });
  const flatness = between(random, 1.3, 3);
  const white = mix(lower, [0.85, 0.86, 0.88], 0.7);
  const height = Math.max(1, horizon);
  const brightness = between(random, 1.1, 2);
  return (x, y, _depth, out) => {
    const t = Math.min(1, Math.max(0, y / height));
    const n = clouds(x, y * flatness);
    const cover = cloudy === 0 ? 0 : cloudy * Math.min(1, Math.max(0, 1.4 * (n - level)));
    const shade = 1 - 0.25 * cloudy * Math.max(0, n);
    for (let c = 0; c < 3; c++) {
      const clear = upper[c] + (lower[c] - upper[c]) * t;
      out[c] = (clear + (white[c] * shade - clear) * cover) * brightness;
    }
  };
}

/** What lies out of focus behind a near thing: patches of light and colour without outlines. */
export function createBokeh(random: Random, palette: Palette, size: number): Material {
  const [upper, lower] = chance(random, 0.7) ? palette.depth : palette.sky;
  const a = fractalNoise(random, { coarsest: size * 0.7, finest: size * 0.15, persistence: 0.6 });
  const b = fractalNoise(random, { coarsest: size * 0.5, finest: size * 0.12, persistence: 0.6 });
  const thing = palette.things[random.integer(palette.things.length)];
  const contrast = between(random, 0.3, 1);
  return (x, y, _depth, out) => {
    const t = Math.min(1, Math.max(0, 0.5 + 1.2 * a(x, y)));
    const gain = Math.exp(contrast * b(x, y)) * 0.8;
    const s = Math.min(1, Math.max(0, y / size));
    for (let c = 0; c < 3; c++) {
      const far = upper[c] + (lower[c] - upper[c]) * s;
      out[c] = gain * (far + (thing[c] - far) * t);
    }
  };
}
