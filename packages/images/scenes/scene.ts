import { InputError } from '@ddr-lab/base/errors';
import { createRandom } from '@ddr-lab/base/random';
import type { Image } from '../image';
import { createCanvas, develop } from './canvas';
import { createStage, type Composition } from './composition';
import { paintBuilding } from './compositions/building';
import { paintLandscape } from './compositions/landscape';
import { paintLeaves } from './compositions/leaves';
import { paintPortrait } from './compositions/portrait';
import { paintStones } from './compositions/stones';
import { paintSurfaceScene } from './compositions/surface';
import { paintThicket } from './compositions/thicket';
import { between, logBetween, pickWeighted } from './draw';
import { samplePalette } from './palette';

/** The kinds of scenes and how they are painted. */
const compositions = {
  leaves: paintLeaves,
  landscape: paintLandscape,
  thicket: paintThicket,
  building: paintBuilding,
  stones: paintStones,
  portrait: paintPortrait,
  surface: paintSurfaceScene,
} satisfies Record<string, Composition>;

/** Names of the kinds of scenes. */
export type SceneKind = keyof typeof compositions;

/** How often each kind occurs in a set of scenes. */
const frequencies: Readonly<Record<SceneKind, number>> = {
  leaves: 22,
  landscape: 18,
  thicket: 13,
  building: 15,
  stones: 7,
  portrait: 18,
  surface: 5,
};

/** What `drawScene` takes. */
export interface SceneOptions {
  /** Seed of the set of scenes; any whole number, default 0. */
  seed?: number;
  /** Number of the scene within its set; default 0. */
  index?: number;
  /** Height in pixels; default 128. */
  height?: number;
  /** Width in pixels; default 128. */
  width?: number;
  /** Kind of scene; default drawn at random, as often as in a set. */
  kind?: SceneKind;
}

/**
 * A procedural picture that stands in for a photograph: opaque textured things of power-law sizes that occlude
 * and shade one another, natural colours, linear light, a camera's sharpness and tone curve. See docs/scenes.md
 * for how its statistics compare with photographs'.
 *
 * Pure: the same options give the same picture. Another size is another picture of the same kind and colours
 * (textures and the smallest things keep their size in pixels, so a larger picture shows more, as a photograph
 * of more pixels does).
 *
 * @throws InputError when the size is not whole numbers from 8 to 8,192, or the seed is not a whole number.
 */
export function drawScene(options: SceneOptions = {}): Image {
  const { seed = 0, index = 0, height = 128, width = 128 } = options;
  checkSize(height, width);
  checkSeed(seed, index);
  const random = createRandom(seed, index, 1);
  const kind = pickWeighted(random, frequencies);
  const palette = samplePalette(random);
  const key = 0.2 * Math.exp(0.4 * random.normal());
  const neighbours = between(random, -0.05, 0.03);
  const contrast = between(random, 1.1, 1.5);
  const grain = logBetween(random, 0.001, 0.005);
  const stage = createStage(random, createCanvas(height, width), palette);
  compositions[options.kind ?? kind](stage);
  return develop(stage.canvas, { key: Math.min(0.4, Math.max(0.05, key)), neighbours, contrast, grain });
}

/** @throws InputError for a size no scene can have. */
export function checkSize(height: number, width: number): void {
  const fine = (n: number): boolean => Number.isInteger(n) && n >= 8 && n <= 8192;
  if (!fine(height) || !fine(width)) {
    throw new InputError(`A scene is 8 to 8192 whole pixels high and wide, not ${height} x ${width}.`);
  }
}

/** @throws InputError for a seed or number that is not whole. */
export function checkSeed(seed: number, index: number): void {
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(index)) {
    throw new InputError(`Seed and number of a scene are whole numbers, not ${seed} and ${index}.`);
  }
}
