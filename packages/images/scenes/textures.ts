import type { Random } from '@ddr-lab/base/random';
import { between, chance, logBetween } from './draw';
import { cellValue, fractalNoise, valueNoise, type Field } from './noise';

/** Builds a field of about [-1, 1] over a surface's own pixels; `size` is the surface's size in pixels. */
export type Texture = (random: Random, size: number) => Field;

/** Plaster, sand, skin, rock: noise without direction, from smooth to rough. */
export const rough: Texture = (random, size) =>
  fractalNoise(random, {
    coarsest: logBetween(random, 6, Math.max(8, size)),
    finest: logBetween(random, 1.2, 2.2),
    persistence: between(random, 0.7, 1.05),
  });

/** Nearly even, with a slow change of tone. */
export const smooth: Texture = (random, size) =>
  fractalNoise(random, { coarsest: Math.max(12, size), finest: 8, persistence: 0.5 });

/** Fur, hair, straw: fine strands that follow a slowly turning direction. */
export const strands: Texture = (random, size) => {
  const width = logBetween(random, 1.5, 3);
  const length = width * between(random, 5, 12);
  const bend = fractalNoise(random, { coarsest: Math.max(20, size * 0.7), finest: 10, persistence: 0.5 });
  const patches = fractalNoise(random, { coarsest: Math.max(16, size / 2), finest: 5, persistence: 0.7 });
  const sway = between(random, 0.1, 0.5) * length;
  const offset = 200 * random.uniform();
  return (u, v) => {
    const shift = sway * bend(u, v);
    const fine = valueNoise((u + shift) / width + offset, (v + shift) / length);
    const coarse = valueNoise((u + shift) / (2.3 * width), (v - shift) / (1.7 * length) + offset);
    return 0.7 * fine + 0.5 * coarse + 0.7 * patches(u, v);
  };
};

/** Wood: long grain with slow waves. */
export const wood: Texture = (random, size) => {
  const period = logBetween(random, 3.5, Math.max(5, size / 6));
  const warp = fractalNoise(random, { coarsest: Math.max(24, size), finest: 12, persistence: 0.5 });
  const offset = 200 * random.uniform();
  const bend = between(random, 1, 4);
  return (u, v) => {
    const rings = v / period + bend * warp(u * 0.25, v);
    const wave = Math.sin(2 * Math.PI * rings);
    return 0.5 * wave + 0.5 * valueNoise(u / 14, v / 1.6 + offset) + 0.35 * warp(u, v);
  };
};

/** Bark, cracked earth, creased rock: dark furrows. */
export const furrows: Texture = (random, size) => {
  const stretch = between(random, 1, 4);
  const noise = fractalNoise(random, {
    coarsest: logBetween(random, 6, Math.max(9, size / 3)),
    finest: 1.8,
    persistence: between(random, 0.6, 0.85),
  });
  return (u, v) => {
    const ridge = Math.abs(noise(u, v / stretch));
    return 1.2 * Math.sqrt(ridge) - 0.9;
  };
};

/** Distant leaves, moss, gravel: a mass of small lights and darks with hollows. */
export const foliage: Texture = (random, size) => {
  const grain = logBetween(random, 2.2, 5);
  const masses = fractalNoise(random, { coarsest: Math.max(18, size / 2), finest: 5, persistence: 0.8 });
  const fine = fractalNoise(random, { coarsest: grain * 1.6, finest: 1.5, persistence: 0.9 });
  return (u, v) => {
    const mass = masses(u, v);
    const f = fine(u, v);
    // Lit leaves are crisp, hollows are dark and even.
    return mass + (f > 0 ? f : 0.4 * f) * (0.8 + 0.8 * mass);
  };
};

/** Courses of bricks or stones with mortar between; each stone has its own tone. */
export const bricks: Texture = (random, size) => {
  const height = logBetween(random, 5, Math.max(7, size / 5));
  const width = height * between(random, 1.6, 2.8);
  const mortar = Math.max(0.9, height * between(random, 0.07, 0.14));
  const tone = chance(random, 0.5) ? 0.9 : -0.8;
  const offset = random.integer(200);
  const grain = fractalNoise(random, { coarsest: 8, finest: 1.6, persistence: 0.9 });
  return (u, v) => {
    const row = Math.floor(v / height);
    const along = u / width + (row & 1) * 0.5;
    const column = Math.floor(along);
    const du = Math.min(along - column, 1 - along + column) * width;
    const dv = Math.min(v / height - row, 1 - v / height + row) * height;
    const joint = Math.min(1, Math.max(0, Math.min(du, dv) - mortar / 2 + 0.5));
    return tone + joint * (0.45 * cellValue(column + offset, row + offset) - tone) + 0.35 * grain(u, v);
  };
};

/** Boards side by side: a dark gap, a tone of its own for each board, grain along it. */
export const planks: Texture = (random, size) => {
  const width = logBetween(random, 5, Math.max(8, size / 3));
  const offset = random.integer(200);
  return (u, v) => {
    const board = Math.floor(v / width);
    const across = v - board * width;
    const gap = Math.min(1, Math.max(0, Math.min(across, width - across) + 0.1));
    const grain = valueNoise(u / 12 + board * 7.3, v / 1.7);
    return -1 + gap * (1 + 0.45 * cellValue(board + offset, offset) + 0.4 * grain);
  };
};

/** Stripes: cloth, fences, zebra. */
export const stripes: Texture = (random, size) => {
  const period = logBetween(random, 3.2, Math.max(5, size / 3));
  const share = between(random, -0.5, 0.5);
  const warp = fractalNoise(random, { coarsest: Math.max(20, size), finest: 10, persistence: 0.5 });
  const bend = chance(random, 0.6) ? between(random, 0.5, 6) : 0;
  const edge = period / 5;
  return (u, v) => {
    const wave = Math.sin((2 * Math.PI * (v + bend * warp(u, v))) / period) - share;
    return Math.max(-1, Math.min(1, wave * edge));
  };
};

/** Woven cloth, wicker, netting. */
export const weave: Texture = (random) => {
  const period = logBetween(random, 3, 8);
  const k = Math.PI / period;
  const uneven = fractalNoise(random, { coarsest: 20, finest: 2, persistence: 0.8 });
  return (u, v) => {
    const over = Math.sin(u * k) * Math.sin(v * k);
    const thread = over > 0 ? Math.sin(2 * u * k + 1) : Math.sin(2 * v * k + 1);
    return 0.5 * thread + 0.3 * over + 0.4 * uneven(u, v);
  };
};

/** Plaid: crossing bands. */
export const plaid: Texture = (random, size) => {
  const period = logBetween(random, 6, Math.max(10, size / 2));
  const band = (t: number): number => {
    const s = (t / period - Math.floor(t / period)) * period;
    return s < period * 0.5 ? Math.min(1, s) : Math.max(0, Math.min(1, period * 0.5 + 1 - s));
  };
  return (u, v) => band(u) + band(v) - 1 + (band(u * 2.5) - 0.5) * 0.3;
};

/** Dots and patches with edges: spots, lichen, granite, pebbles far away. */
export const speckle: Texture = (random, size) => {
  const noise = fractalNoise(random, {
    coarsest: logBetween(random, 4, Math.max(6, size / 4)),
    finest: 2,
    persistence: 0.5,
  });
  const level = between(random, -0.1, 0.35);
  const edge = between(random, 3, 9);
  return (u, v) => {
    const t = (noise(u, v) - level) * edge;
    return t > 1 ? 1 : t < -1 ? -1 : t;
  };
};

/** Rippled water or sand: waves much longer than they are high. */
export const ripples: Texture = (random, size) => {
  const height = logBetween(random, 2.2, Math.max(3, size / 20));
  const stretch = between(random, 3, 7);
  const noise = fractalNoise(random, { coarsest: 3 * height, finest: height, persistence: 0.85 });
  return (u, v) => 1.3 * noise(u / stretch, v);
};

/** Folds of cloth or skin: broad waves of light and shade with soft creases. */
export const folds: Texture = (random, size) => {
  const period = Math.max(7, size * between(random, 0.12, 0.4));
  const warp = fractalNoise(random, { coarsest: Math.max(16, size), finest: 6, persistence: 0.6 });
  return (u, v) => {
    const t = Math.sin((2 * Math.PI * v) / period + 5 * warp(u * 0.6, v));
    return t * (0.6 + 0.4 * t) - 0.2;
  };
};

/** Overlapping scales, shingles, tiles of a roof. */
export const scales: Texture = (random, size) => {
  const width = logBetween(random, 4.5, Math.max(7, size / 5));
  const height = width * between(random, 0.5, 0.9);
  const offset = random.integer(200);
  return (u, v) => {
    const row = Math.floor(v / height);
    const along = u / width + (row & 1) * 0.5;
    const column = Math.floor(along);
    const du = (along - column - 0.5) * 2;
    const dv = v / height - row;
    // The lower edge of a scale is round; under it lies the shadow that it casts on the next.
    const rim = dv - 0.85 + 0.6 * du * du;
    const shade = Math.max(-1, Math.min(1, -rim * height * 0.7));
    return 0.55 * shade + 0.4 * cellValue(column + offset, row + offset);
  };
};
