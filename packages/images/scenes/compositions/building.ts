import { paint, paintBackground } from '../canvas';
import type { Stage } from '../composition';
import { between, chance, pick } from '../draw';
import { paintBranch, paintCurve, paintSign } from '../lines';
import { createSurface, flat, rod, type Surface } from '../material';
import { sampleColour, scale, vary, type Colour } from '../palette';
import { both, polygon, rectangle } from '../shapes';
import { createSky } from '../sky';

const walls: readonly Surface[] = [
  'bricks',
  'bricks',
  'rough',
  'rough',
  'planks',
  'smooth',
  'furrows',
  'scales',
];

/** Walls with rows of windows, ledges, roofs, pipes and signs, a little askew, at times a tree before them. */
export function paintBuilding(stage: Stage): void {
  const { random, canvas, palette } = stage;
  const { height, width } = canvas;
  if (chance(random, 0.3)) {
    paintBranch(stage, {
      x: random.uniform() * width,
      y: height,
      angle: -Math.PI / 2,
      length: height * between(random, 0.2, 0.35),
      radius: between(random, 1.5, 4),
      colour: [0.04, 0.035, 0.03],
      leaves: chance(random, 0.6) ? [0.08, 0.12, 0.04] : undefined,
    });
  }
  for (let k = random.integer(3); k > 0; k--) {
    paintCurve(stage, {
      x: -5,
      y: height * between(random, 0, 0.6),
      angle: 0.25 * random.normal(),
      length: width * 1.3,
      radius: between(random, 0.35, 0.8),
      tip: 0.4,
      bend: 0.1 * random.normal(),
      colour: [0.03, 0.03, 0.035],
    });
  }
  if (chance(random, 0.35)) {
    paintSign(
      stage,
      random.uniform() * width,
      random.uniform() * height,
      between(random, 14, 40),
      0.05 * random.normal(),
    );
  }
  const tilt = 0.06 * random.normal();
  const houses = 1 + random.integer(3);
  let top = chance(random, 0.4) ? -height : height * between(random, 0.05, 0.5);
  for (let k = 0; k < houses; k++) {
    const x = width * (houses === 1 ? 0.5 : between(random, 0, 1));
    const radius = width * (k === houses - 1 ? 0.9 : between(random, 0.25, 0.5));
    paintHouse(stage, x, top, radius, tilt, k);
    top -= height * between(random, 0, 0.25);
  }
  paintBackground(canvas, createSky(random, palette, height * 0.9, width));
}

function paintHouse(stage: Stage, x: number, top: number, radius: number, tilt: number, depth: number): void {
  const { random, canvas, palette, light } = stage;
  const { height } = canvas;
  const wall = sampleColour(random, palette, 0.6);
  const tall = height * 1.3 - top;
  const front = { x, y: top + tall / 2, radius, aspect: tall / 2 / radius, angle: tilt };
  const at = (u: number, v: number): { x: number; y: number } => ({
    x: x + u * Math.cos(tilt) - v * Math.sin(tilt),
    y: top + u * Math.sin(tilt) + v * Math.cos(tilt),
  });
  const storey = between(random, 16, 48);
  const bay = storey * between(random, 0.5, 1.2);
  const opening = between(random, 0.25, 0.42);
  const frame: Colour = chance(random, 0.6) ? scale(vary(random, [0.6, 0.58, 0.54]), 0.9) : scale(wall, 0.4);
  const glass: Colour = chance(random, 0.7) ? [0.03, 0.035, 0.045] : scale(palette.sky[0], 0.5);
  const cross = chance(random, 0.6);
  const tallness = between(random, 0.5, 0.95);
  for (let v = storey * 0.6; v < tall; v += storey) {
    if (v + top < -storey || v + top > height + storey) continue;
    for (let u = -radius + bay * 0.7; u < radius - bay * 0.4; u += bay) {
      if (chance(random, 0.1)) continue;
      paintWindow(
        stage,
        {
          ...at(u, v),
          radius: bay * opening,
          aspect: (storey * tallness * 0.5) / (bay * opening),
          angle: tilt,
        },
        frame,
        glass,
        cross,
      );
    }
    if (chance(random, 0.4)) {
      const ledge = {
        ...at(0, v + storey / 2),
        radius: radius * 1.01,
        aspect: between(random, 0.8, 2.5) / radius,
        angle: tilt,
      };
      paint(canvas, rectangle(ledge), rod(vary(random, wall, 0.5), 1), { shadow: stage.shadow(12) });
    }
  }
  const surface = createSurface(random, palette, {
    x,
    y: top + tall / 2,
    size: Math.max(radius, 60),
    light,
    surface: pick(random, walls),
    colour: wall,
    angle: tilt,
    roundness: 0.1,
    contrast: 1 - 0.15 * depth,
  });
  const roofHeight = chance(random, 0.6) ? between(random, 8, 40) : 0;
  if (roofHeight > 0 && top > 0) {
    const eaves = {
      ...at(0, -roofHeight / 2),
      radius: radius * 1.06,
      aspect: roofHeight / 2 / (radius * 1.06),
      angle: tilt,
    };
    const roof = createSurface(random, palette, {
      ...eaves,
      size: 60,
      light,
      surface: pick(random, ['scales', 'planks', 'rough'] as const),
      angle: tilt,
      roundness: 0,
    });
    paint(canvas, rectangle(eaves), roof, { shadow: stage.shadow(25) });
  }
  paint(canvas, rectangle(front), surface, { shadow: stage.shadow(40) });
}

function paintWindow(
  stage: Stage,
  pose: { x: number; y: number; radius: number; aspect: number; angle: number },
  frame: Colour,
  glass: Colour,
  cross: boolean,
): void {
  const { random, canvas } = stage;
  const half = pose.radius * pose.aspect;
  const bar = Math.max(0.5, pose.radius * 0.09);
  if (cross) {
    const turned = { ...pose, angle: pose.angle + Math.PI / 2, radius: half, aspect: bar / half };
    paint(canvas, rectangle(turned), flat(frame));
    paint(canvas, rectangle({ ...pose, aspect: bar / pose.radius }), flat(frame));
  }
  const pane = vary(random, glass, 1.5);
  const reflection = both(
    rectangle(pose),
    polygon(random, { ...pose, radius: pose.radius * 1.2, aspect: 1 }),
  );
  if (chance(random, 0.4)) paint(canvas, reflection, flat(vary(random, scale(glass, 2.5), 1.5)));
  paint(canvas, rectangle(pose), flat(pane));
  const outer = {
    ...pose,
    radius: pose.radius + bar * 2,
    aspect: (half + bar * 2) / (pose.radius + bar * 2),
  };
  paint(canvas, rectangle(outer), rod(frame, bar), { shadow: stage.shadow(8) });
}
