import { createCanvas, defocus, paint, paintBackground, paintBehind } from '../canvas';
import type { Stage } from '../composition';
import { between, chance, pick } from '../draw';
import { paintBlades, paintBranch } from '../lines';
import { createSurface } from '../material';
import { sampleColour, vary } from '../palette';
import { ellipse, leaf } from '../shapes';
import { createBokeh } from '../sky';

/** Leaves, petals, blades and twigs close by, over what is out of focus or in deep shade. */
export function paintThicket(stage: Stage): void {
  const { random, canvas, palette } = stage;
  const { height, width } = canvas;
  const side = Math.min(height, width);
  const colours = [0, 1, 2].map(() => sampleColour(random, palette));

  if (chance(random, 0.5)) {
    for (let k = 1 + random.integer(3); k > 0; k--) {
      paintBranch(stage, {
        x: random.uniform() * width,
        y: chance(random, 0.7) ? height : random.uniform() * height,
        angle: -Math.PI / 2 + 0.7 * random.normal(),
        length: side * between(random, 0.15, 0.4),
        radius: between(random, 0.8, 4),
        colour: vary(random, pick(random, palette.things)),
        leaves: chance(random, 0.6) ? colours[0] : undefined,
      });
    }
  }
  if (chance(random, 0.4)) {
    const count = Math.round(width * between(random, 0.3, 1.3));
    const length = side * between(random, 0.2, 0.6);
    paintBlades(stage, { count, top: height * 0.6, bottom: height * 1.1, length, radius: 1.4, colours });
  }
  const size = between(random, 4, 26);
  const spread = between(random, 0.1, 0.5);
  const cover = between(random, 0.6, 2.2);
  const count = Math.min(1500, Math.round((cover * height * width) / (2 * size * size)));
  const middle = { x: random.uniform() * width, y: random.uniform() * height };
  const clustered = chance(random, 0.5);
  paintLeafage(stage, { count, size, spread, colours, middle: clustered ? middle : undefined });

  const behind = { ...stage, canvas: createCanvas(height, width) };
  paintLeafage(behind, {
    count: Math.min(60, count),
    size: size * 1.5,
    spread,
    colours: [...palette.things],
  });
  paintBackground(behind.canvas, createBokeh(random, palette, side));
  defocus(behind.canvas, between(random, 2, 7));
  paintBehind(canvas, behind.canvas);
}

function paintLeafage(
  stage: Stage,
  options: {
    count: number;
    size: number;
    spread: number;
    colours: readonly (readonly [number, number, number])[];
    middle?: { x: number; y: number };
  },
): void {
  const { random, canvas, palette, light } = stage;
  const { size, spread, colours, middle } = options;
  const aspect = between(random, 0.25, 0.7);
  const round = chance(random, 0.25);
  const reach = between(random, 0.2, 0.45) * Math.min(canvas.width, canvas.height);
  for (let k = 0; k < options.count; k++) {
    const radius = size * Math.exp(spread * random.normal());
    const pose = {
      x: middle ? middle.x + reach * random.normal() : between(random, -0.1, 1.1) * canvas.width,
      y: middle ? middle.y + reach * random.normal() : between(random, -0.1, 1.1) * canvas.height,
      radius,
      aspect: aspect * between(random, 0.7, 1.2),
      angle: random.uniform() * 2 * Math.PI,
    };
    const material = createSurface(random, palette, {
      x: pose.x,
      y: pose.y,
      size: radius,
      light,
      surface: pick(random, ['smooth', 'rough', 'rough', 'folds', 'speckle', 'furrows'] as const),
      colour: vary(random, pick(random, colours)),
      angle: pose.angle + 0.6,
      roundness: between(random, 0.2, 0.9),
      contrast: 0.7,
    });
    // Deeper leaves lie in the shade of those above.
    paint(canvas, round ? ellipse(pose) : leaf(pose), material, { shadow: stage.shadow(radius * 1.3) });
  }
}
