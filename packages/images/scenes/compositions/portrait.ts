import { createCanvas, defocus, paint, paintBackground, paintBehind, type Canvas } from '../canvas';
import type { Stage } from '../composition';
import { between, chance, pick } from '../draw';
import { paintCurve } from '../lines';
import { createSurface, rod, type Surface } from '../material';
import { sampleColour, scale, vary } from '../palette';
import { blob, ellipse, polygon, rectangle } from '../shapes';
import { createBokeh } from '../sky';

const coats: readonly Surface[] = [
  'strands',
  'strands',
  'folds',
  'folds',
  'rough',
  'speckle',
  'stripes',
  'weave',
  'scales',
  'smooth',
  'plaid',
];

/** A few large rounded things close by (animals, people, vessels, cloth) before a background out of focus. */
export function paintPortrait(stage: Stage): void {
  const { random, canvas, palette, light } = stage;
  const { height, width } = canvas;
  const side = Math.min(height, width);
  const things = 3 + random.integer(9);
  const middle = { x: between(random, 0.25, 0.75) * width, y: between(random, 0.35, 0.8) * height };
  for (let k = 0; k < things; k++) {
    const radius = side * between(random, 0.08, 0.25) * (1 + 0.5 * k);
    const pose = {
      x: middle.x + (0.1 + 0.12 * k) * side * random.normal(),
      y: middle.y + (0.1 + 0.1 * k) * side * random.normal(),
      radius,
      aspect: between(random, 0.55, 1.1),
      angle: random.uniform() * 2 * Math.PI,
    };
    const colour = sampleColour(random, palette);
    paintDetails(stage, pose, scale(colour, between(random, 0.15, 1.8)));
    const material = createSurface(random, palette, {
      x: pose.x,
      y: pose.y,
      size: radius,
      light,
      surface: pick(random, coats),
      colour,
      roundness: between(random, 0.5, 1),
    });
    const shape = chance(random, 0.75) ? blob(random, pose, between(random, 0.15, 0.6)) : ellipse(pose);
    paint(canvas, shape, material, { softness: between(random, 0.7, 1.3), shadow: stage.shadow(radius) });
  }
  paintBehind(canvas, createDistance(stage));
}

/** Small sharp things on a large one: eyes, buttons, whiskers, handles. */
function paintDetails(
  stage: Stage,
  pose: { x: number; y: number; radius: number },
  colour: readonly [number, number, number],
): void {
  const { random, canvas } = stage;
  for (let k = random.integer(5); k > 0; k--) {
    const x = pose.x + 0.45 * pose.radius * random.normal();
    const y = pose.y + 0.45 * pose.radius * random.normal();
    if (chance(random, 0.5)) {
      const radius = between(random, 1.2, Math.max(2, pose.radius * 0.16));
      const spot = { x, y, radius, aspect: between(random, 0.5, 1), angle: random.uniform() * 3 };
      paint(
        canvas,
        ellipse({ ...spot, x: x - radius * 0.3, y: y - radius * 0.3, radius: radius * 0.25 }),
        rod([0.7, 0.7, 0.7], 1),
      );
      paint(canvas, ellipse(spot), rod(scale(colour, 0.3), radius), { shadow: stage.shadow(radius) });
    } else {
      paintCurve(stage, {
        x,
        y,
        angle: random.uniform() * 2 * Math.PI,
        length: pose.radius * between(random, 0.4, 1.5),
        radius: between(random, 0.4, 1.5),
        bend: random.normal(),
        colour: vary(random, colour),
      });
    }
  }
}

/** Large things and bands far behind the plane of focus. */
function createDistance(stage: Stage): Canvas {
  const { random, palette, light } = stage;
  const { height, width } = stage.canvas;
  const canvas = createCanvas(height, width);
  const side = Math.min(height, width);
  for (let k = random.integer(9); k > 0; k--) {
    const radius = side * between(random, 0.08, 0.5);
    const upright = chance(random, 0.5);
    const pose = {
      x: random.uniform() * width,
      y: random.uniform() * height,
      radius,
      aspect: between(random, 0.15, 1),
      angle: upright ? Math.PI / 2 : random.uniform() * 2 * Math.PI,
    };
    const material = createSurface(random, palette, {
      x: pose.x,
      y: pose.y,
      size: radius,
      light,
      contrast: 0.6,
    });
    const shape = upright ? rectangle(pose) : chance(random, 0.5) ? ellipse(pose) : polygon(random, pose);
    paint(canvas, shape, material, { shadow: stage.shadow(radius) });
  }
  paintBackground(canvas, createBokeh(random, palette, side));
  defocus(canvas, between(random, 1, 8));
  return canvas;
}
