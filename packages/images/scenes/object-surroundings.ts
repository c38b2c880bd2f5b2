import { createCanvas, defocus, paint, paintBackground, paintBehind } from './canvas';
import type { Stage } from './composition';
import { between, chance, logBetween, pick } from './draw';
import { paintCurve } from './lines';
import { createSurface } from './material';
import { sampleColour } from './palette';
import { below, blob, ellipse, polygon, rectangle, type Pose, type Shape } from './shapes';
import { createBokeh, createSky } from './sky';

/** What half hides an object (`before`), or the scene that it stands in (`behind`); the same for every class. */
export function paintSurroundings(stage: Stage, pose: Pose, where: 'before' | 'behind'): void {
  if (where === 'before') paintOccluders(stage, pose);
  else paintScene(stage);
}

function paintOccluders(stage: Stage, pose: Pose): void {
  const { random, canvas, palette, light } = stage;
  for (let k = chance(random, 0.35) ? 1 + random.integer(2) : 0; k > 0; k--) {
    const angle = random.uniform() * 2 * Math.PI;
    const x = pose.x + Math.cos(angle) * pose.radius * between(random, 0.7, 1.3);
    const y = pose.y + Math.sin(angle) * pose.radius * between(random, 0.7, 1.3);
    if (chance(random, 0.5)) {
      const colour = sampleColour(random, palette);
      const radius = logBetween(random, 0.6, 2);
      paintCurve(stage, {
        x,
        y,
        angle: random.uniform() * 6.3,
        length: canvas.width,
        radius,
        bend: random.normal(),
        colour,
      });
    } else {
      const radius = pose.radius * between(random, 0.15, 0.35);
      const shape = anyShape(stage, { x, y, radius, aspect: between(random, 0.5, 1), angle });
      paint(canvas, shape, createSurface(random, palette, { x, y, size: radius, light }), {
        shadow: stage.shadow(radius),
      });
    }
  }
}

function paintScene(stage: Stage): void {
  const { random, palette, light } = stage;
  const { height, width } = stage.canvas;
  const behind: Stage = { ...stage, canvas: createCanvas(height, width) };
  for (let k = random.integer(12); k > 0; k--) {
    const radius = width * logBetween(random, 0.05, 0.4);
    const place = { x: random.uniform() * width, y: random.uniform() * height };
    const shape = anyShape(stage, {
      ...place,
      radius,
      aspect: between(random, 0.3, 1),
      angle: random.uniform() * 6.3,
    });
    const material = createSurface(random, palette, { ...place, size: radius, light, contrast: 0.6 });
    paint(behind.canvas, shape, material, { shadow: stage.shadow(radius) });
  }
  const backdrop = pick(random, ['land', 'land', 'blur', 'wall'] as const);
  if (backdrop === 'land') {
    const level = height * between(random, 0.3, 0.9);
    const slope = 0.1 * random.normal();
    const ground = createSurface(random, palette, {
      x: width / 2,
      y: level,
      size: width,
      light,
      roundness: 0.1,
    });
    paint(
      behind.canvas,
      below(width, height, (x) => level + slope * (x - width / 2)),
      ground,
    );
    paintBackground(behind.canvas, createSky(random, palette, level, width));
  } else if (backdrop === 'blur') {
    paintBackground(behind.canvas, createBokeh(random, palette, width));
  } else {
    const wall = { x: width / 2, y: height / 2, size: width, light, roundness: 0.1 };
    paintBackground(behind.canvas, createSurface(random, palette, wall));
  }
  if (chance(random, 0.75)) defocus(behind.canvas, between(random, 1, 3));
  paintBehind(stage.canvas, behind.canvas);
}

function anyShape({ random }: Stage, pose: Pose): Shape {
  switch (pick(random, ['ellipse', 'rectangle', 'polygon', 'blob'] as const)) {
    case 'ellipse':
      return ellipse(pose);
    case 'rectangle':
      return rectangle(pose);
    case 'polygon':
      return polygon(random, pose);
    case 'blob':
      return blob(random, pose, 0.6);
  }
}
