import type { Random } from '@ddr-lab/base/random';
import type { Canvas, Shadow } from './canvas';
import { between } from './draw';
import type { Light } from './material';
import type { Palette } from './palette';

/** What every composition paints with. */
export interface Stage {
  readonly random: Random;
  readonly canvas: Canvas;
  readonly palette: Palette;
  readonly light: Light;
  /** Shadow that a thing of a given size (pixels) casts under this scene's light. */
  shadow(size: number): Shadow;
}

/** Paints a whole scene, front to back; leaves nothing open. */
export type Composition = (stage: Stage) => void;

/** A stage under one light: from above mostly, left or right, hard or soft. */
export function createStage(random: Random, canvas: Canvas, palette: Palette): Stage {
  const azimuth = -Math.PI / 2 + between(random, -1.2, 1.2);
  const elevation = between(random, 0.5, 1.2);
  const light: Light = [
    Math.cos(azimuth) * Math.cos(elevation),
    Math.sin(azimuth) * Math.cos(elevation),
    Math.sin(elevation),
  ];
  const strength = between(random, 0.25, 0.7);
  const hardness = between(random, 0.08, 0.35);
  return {
    random,
    canvas,
    palette,
    light,
    shadow: (size) => ({
      dx: -light[0] * Math.min(size, 60) * 0.25,
      dy: -light[1] * Math.min(size, 60) * 0.25,
      reach: 1 + Math.min(size, 60) * hardness,
      strength,
    }),
  };
}
