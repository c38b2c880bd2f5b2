import { paint, paintBackground } from '../canvas';
import type { Stage } from '../composition';
import { between, chance, pick, powerLawSize } from '../draw';
import { paintCurve } from '../lines';
import { createSurface, type Surface } from '../material';
import { sampleColour } from '../palette';
import { below, blob } from '../shapes';

const closeUps: readonly Surface[] = [
  'strands',
  'furrows',
  'foliage',
  'bricks',
  'planks',
  'stripes',
  'weave',
  'wood',
  'speckle',
  'ripples',
  'folds',
  'scales',
  'rough',
];

/** One or two surfaces seen close: a field, a wall, fur, cloth, water; with a few marks and a shadow's edge. */
export function paintSurfaceScene(stage: Stage): void {
  const { random, canvas, palette, light } = stage;
  const { height, width } = canvas;
  const side = Math.min(height, width);
  for (let k = 3 + random.integer(25); k > 0; k--) {
    const pose = {
      x: random.uniform() * width,
      y: random.uniform() * height,
      radius: powerLawSize(random, 2, side * 0.3, 2),
      aspect: between(random, 0.4, 1),
      angle: random.uniform() * 2 * Math.PI,
    };
    if (chance(random, 0.4)) {
      const colour = sampleColour(random, palette);
      const radius = between(random, 0.4, 2);
      paintCurve(stage, {
        ...pose,
        length: side * between(random, 0.1, 0.7),
        radius,
        bend: random.normal(),
        colour,
      });
    } else {
      const material = createSurface(random, palette, { ...pose, size: pose.radius, light });
      paint(canvas, blob(random, pose, 0.6), material, { shadow: stage.shadow(pose.radius) });
    }
  }
  const layers = 1 + random.integer(3);
  for (let k = 0; k < layers; k++) {
    const slope = 0.6 * random.normal();
    const level = height * between(random, 0.1, 0.9);
    const material = createSurface(random, palette, {
      x: width / 2,
      y: level + height / 2,
      size: side * between(random, 0.5, 1),
      light,
      surface: pick(random, closeUps),
      roundness: between(random, 0, 0.4),
      contrast: 1.3,
    });
    if (k === layers - 1) {
      paintBackground(canvas, material);
    } else {
      paint(
        canvas,
        below(width, height, (x) => level + slope * (x - width / 2)),
        material,
        {
          shadow: stage.shadow(between(random, 4, 40)),
          softness: between(random, 0.8, 2),
        },
      );
    }
  }
}
