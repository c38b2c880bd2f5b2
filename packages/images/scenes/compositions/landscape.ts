import { paint, paintBackground } from '../canvas';
import type { Stage } from '../composition';
import { between, chance, pick } from '../draw';
import { paintBlades, paintBranch } from '../lines';
import { createSurface, type Surface } from '../material';
import { fractalNoise } from '../noise';
import { mix, sampleColour } from '../palette';
import { below, blob, type Shape } from '../shapes';
import { createSky } from '../sky';

const grounds: readonly Surface[] = ['rough', 'foliage', 'strands', 'furrows', 'ripples', 'speckle'];
const hills: readonly Surface[] = ['rough', 'foliage', 'furrows', 'smooth'];

/** Land or sea under a sky: ridges that pale with distance, a near ground, at times trees, bushes, grass. */
export function paintLandscape(stage: Stage): void {
  const { random, canvas, palette, light } = stage;
  const { height, width } = canvas;
  const horizon = height * between(random, 0.1, 0.6);
  const sky = createSky(random, palette, horizon, width);

  if (chance(random, 0.35)) {
    const colours = [sampleColour(random, palette), sampleColour(random, palette)];
    const count = Math.round((width * between(random, 0.3, 1.2)) / 2);
    const length = between(random, 10, 36);
    paintBlades(stage, { count, top: height * 0.9, bottom: height * 1.05, length, radius: 0.9, colours });
  }
  for (let k = chance(random, 0.5) ? 1 + random.integer(3) : 0; k > 0; k--) {
    paintBranch(stage, {
      x: between(random, -0.05, 1.05) * width,
      y: height * between(random, 0.75, 1.05),
      angle: -Math.PI / 2 + 0.15 * random.normal(),
      length: height * between(random, 0.15, 0.35),
      radius: between(random, 1.5, 5),
      colour: mix(sampleColour(random, palette), [0.02, 0.02, 0.02], 0.6),
      leaves: chance(random, 0.5) ? sampleColour(random, palette) : undefined,
    });
  }
  paintBushes(stage, horizon);

  const ridges = 2 + random.integer(4);
  for (let k = 0; k < ridges; k++) {
    // From the nearest to the farthest.
    const distance = k / ridges;
    const y =
      height + (horizon - height) * (k === ridges - 1 ? 1 : between(random, 0.35, 0.8) * (0.4 + distance));
    const flat = chance(random, 0.3);
    const line = fractalNoise(random, {
      coarsest: width * between(random, 0.3, 1),
      finest: 1.5,
      persistence: between(random, 0.4, 0.65),
    });
    const relief = flat ? 2 : height * between(random, 0.05, 0.28) * (0.4 + 0.6 * distance);
    const shape: Shape = below(width, height, (x) => y + relief * line(x, 17 * k));
    const colour = mix(sampleColour(random, palette), palette.sky[1], 0.65 * distance * distance);
    const material = createSurface(random, palette, {
      x: width / 2,
      y,
      size: Math.max(width, height) * 0.7,
      light,
      surface: pick(random, k === 0 ? grounds : hills),
      colour,
      angle: 0.1 * random.normal(),
      roundness: 0.15,
      contrast: 1 - 0.6 * distance,
    });
    paint(canvas, shape, material, { softness: between(random, 0.7, 1.2) });
  }
  paintBackground(canvas, sky);
}

/** Bushes, crowns of trees or rocks that stand on the ground. */
function paintBushes(stage: Stage, horizon: number): void {
  const { random, canvas, palette, light } = stage;
  const count = chance(random, 0.75) ? 4 + random.integer(36) : 0;
  const surface = pick(random, ['foliage', 'foliage', 'furrows', 'rough'] as const);
  const colour = sampleColour(random, palette);
  const side = Math.min(canvas.height, canvas.width);
  for (let k = 0; k < count; k++) {
    const depth = (k + random.uniform()) / count;
    const radius = side * between(random, 0.05, 0.22) * (1 - 0.75 * depth);
    const x = random.uniform() * canvas.width;
    const y = canvas.height + (horizon - canvas.height) * Math.sqrt(depth) - radius * 0.3;
    const shape = blob(
      random,
      { x, y, radius, aspect: between(random, 0.6, 1.1), angle: 0 },
      between(random, 0.4, 0.9),
    );
    const material = createSurface(random, palette, {
      x,
      y,
      size: radius,
      light,
      surface,
      colour: mix(colour, palette.sky[1], 0.3 * depth),
      angle: 0,
      roundness: 0.9,
    });
    paint(canvas, shape, material, { softness: between(random, 0.8, 1.4), shadow: stage.shadow(radius) });
  }
}
