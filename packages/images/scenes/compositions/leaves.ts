import { paint, paintBackground } from '../canvas';
import type { Stage } from '../composition';
import { between, chance, pick, pickWeighted, powerLawSize } from '../draw';
import { paintCurve, paintSign } from '../lines';
import { anySurface, createSurface } from '../material';
import { sampleColour } from '../palette';
import { blob, ellipse, leaf, polygon, rectangle, ring, type Pose, type Shape } from '../shapes';

const kinds = {
  ellipse: 3,
  rectangle: 4,
  polygon: 4,
  blob: 8,
  leaf: 2,
  ring: 0.7,
  bar: 3,
  curve: 2,
  sign: 0.5,
};

/**
 * Dead leaves: opaque things of all kinds whose sizes follow a power law lie on one another until nothing of
 * the ground shows. The classic model of natural images' statistics (Lee, Mumford and Huang 2001).
 */
export function paintLeaves(stage: Stage): void {
  const { random, canvas, palette, light } = stage;
  const side = Math.min(canvas.height, canvas.width);
  const smallest = between(random, 1.8, 5);
  const largest = Math.max(1.5 * smallest, Math.max(60, side * between(random, 0.5, 0.9)));
  const upright = chance(random, 0.4);
  const area = canvas.height * canvas.width;
  let covered = 0;
  for (let k = 0; covered < 2.2 * area && k < 4000; k++) {
    const radius = powerLawSize(random, smallest, largest, 2.6);
    const pose: Pose = {
      x: between(random, -0.2, 1.2) * canvas.width,
      y: between(random, -0.2, 1.2) * canvas.height,
      radius,
      aspect: between(random, 0.35, 1),
      angle: upright
        ? 0.08 * random.normal() + (chance(random, 0.5) ? Math.PI / 2 : 0)
        : random.uniform() * 2 * Math.PI,
    };
    covered += 2 * radius * radius * pose.aspect;
    const kind = pickWeighted(random, kinds);
    if (kind === 'curve') {
      paintCurve(stage, {
        ...pose,
        length: radius * 3,
        radius: between(random, 0.4, 1.6),
        bend: random.normal(),
        colour: sampleColour(random, palette),
      });
      continue;
    }
    if (kind === 'sign') {
      if (radius > 8) paintSign(stage, pose.x, pose.y, Math.min(radius, 50), pose.angle);
      continue;
    }
    const material = createSurface(random, palette, {
      x: pose.x,
      y: pose.y,
      size: radius,
      light,
      angle: upright ? pose.angle : undefined,
      surface: pickWeighted(random, anySurface),
    });
    const softness = chance(random, 0.15) ? between(random, 1.5, 4) : between(random, 0.7, 1);
    paint(canvas, shapeOf(stage, kind, pose), material, { softness, shadow: stage.shadow(radius) });
  }
  const ground = createSurface(random, palette, {
    x: canvas.width / 2,
    y: canvas.height / 2,
    size: Math.max(canvas.height, canvas.width),
    light,
    roundness: 0.2,
    surface: pick(random, ['rough', 'smooth', 'foliage', 'strands'] as const),
  });
  paintBackground(canvas, ground);
}

function shapeOf({ random }: Stage, kind: Exclude<keyof typeof kinds, 'curve' | 'sign'>, pose: Pose): Shape {
  switch (kind) {
    case 'ellipse':
      return ellipse(pose);
    case 'rectangle':
      return rectangle(pose, chance(random, 0.5) ? 0 : between(random, 0.1, 0.8));
    case 'polygon':
      return polygon(random, pose);
    case 'blob':
      return blob(random, pose, between(random, 0.3, 0.9));
    case 'leaf':
      return leaf({ ...pose, aspect: between(random, 0.25, 0.6) });
    case 'ring':
      return ring(pose, between(random, 0.2, 0.6));
    case 'bar':
      return rectangle({ ...pose, radius: pose.radius * 2, aspect: between(random, 0.03, 0.15) }, 0.3);
  }
}
