import { paint, paintBackground } from '../canvas';
import type { Stage } from '../composition';
import { between, chance, pick, powerLawSize } from '../draw';
import { createSurface, type Surface } from '../material';
import { sampleColour, vary } from '../palette';
import { blob, ellipse, polygon } from '../shapes';

const surfaces: readonly Surface[] = ['rough', 'rough', 'speckle', 'furrows', 'smooth'];

/** Things of one kind in a heap: pebbles, rocks, fruit, shells. */
export function paintStones(stage: Stage): void {
  const { random, canvas, palette, light } = stage;
  const { height, width } = canvas;
  const smallest = between(random, 3, 18);
  const largest = smallest * between(random, 1.5, 6);
  const surface = pick(random, surfaces);
  const form = pick(random, ['blob', 'ellipse', 'polygon'] as const);
  const colours = [0, 1, 2, 3].map(() => sampleColour(random, palette, 0.7));
  const variation = between(random, 0.3, 1.2);
  let covered = 0;
  for (let k = 0; covered < 3.2 * height * width && k < 3000; k++) {
    const radius = powerLawSize(random, smallest, largest, 2);
    const pose = {
      x: between(random, -0.1, 1.1) * width,
      y: between(random, -0.1, 1.1) * height,
      radius,
      aspect: between(random, 0.5, 1),
      angle: random.uniform() * 2 * Math.PI,
    };
    covered += 3 * radius * radius * pose.aspect;
    const shape =
      form === 'ellipse' ? ellipse(pose) : form === 'blob' ? blob(random, pose, 0.35) : polygon(random, pose);
    const material = createSurface(random, palette, {
      x: pose.x,
      y: pose.y,
      size: radius,
      light,
      surface,
      colour: vary(random, pick(random, colours), variation),
      roundness: form === 'polygon' ? 0.4 : 0.95,
    });
    paint(canvas, shape, material, {
      shadow: stage.shadow(radius * 1.2),
      softness: between(random, 0.7, 1.1),
    });
  }
  const ground = createSurface(random, palette, {
    x: width / 2,
    y: height / 2,
    size: 30,
    light,
    surface: chance(random, 0.5) ? 'rough' : 'speckle',
    roundness: 0,
  });
  paintBackground(canvas, ground);
}
