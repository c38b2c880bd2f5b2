import { paint, type PaintOptions } from './canvas';
import type { Stage } from './composition';
import { between, chance, logBetween } from './draw';
import { rod } from './material';
import { scale, vary, type Colour } from './palette';
import { ellipse, leaf, rectangle, stroke } from './shapes';

/** A curved line of strokes that thins out: a blade of grass, a hair, a cable. */
export interface CurveOptions extends PaintOptions {
  x: number;
  y: number;
  /** Direction it starts in, radians. */
  angle: number;
  length: number;
  /** Half-width at the start and at the end, in pixels. */
  radius: number;
  tip?: number;
  /** How much it turns over its length, radians. */
  bend: number;
  colour: Colour;
}

export function paintCurve(stage: Stage, options: CurveOptions): { x: number; y: number; angle: number } {
  const { length, radius, tip = radius * 0.3, bend, colour } = options;
  const pieces = Math.max(1, Math.min(12, Math.ceil((Math.abs(bend) * 4 * length) / 40 + length / 40)));
  let { x, y, angle } = options;
  for (let k = 0; k < pieces; k++) {
    const step = length / pieces;
    const nextX = x + Math.cos(angle) * step;
    const nextY = y + Math.sin(angle) * step;
    const r0 = radius + ((tip - radius) * k) / pieces;
    const r1 = radius + ((tip - radius) * (k + 1)) / pieces;
    paint(stage.canvas, stroke(x, y, nextX, nextY, r0, r1), rod(colour, r0), options);
    x = nextX;
    y = nextY;
    angle += bend / pieces;
  }
  return { x, y, angle };
}

/** Blades of grass, reeds or hair that grow from a strip of the picture. */
export function paintBlades(
  stage: Stage,
  options: {
    count: number;
    top: number;
    bottom: number;
    length: number;
    radius: number;
    colours: readonly Colour[];
  },
): void {
  const { random, canvas } = stage;
  const lean = between(random, -0.4, 0.4);
  for (let k = 0; k < options.count; k++) {
    // Nearest (lowest) first: the picture is painted front to back.
    const depth = k / options.count;
    const y = options.bottom + (options.top - options.bottom) * depth;
    const colour = vary(random, options.colours[random.integer(options.colours.length)], 0.9);
    paintCurve(stage, {
      x: random.uniform() * canvas.width,
      y,
      angle: -Math.PI / 2 + lean + 0.25 * random.normal(),
      length: options.length * between(random, 0.5, 1.3) * (1 - 0.5 * depth),
      radius: options.radius * between(random, 0.5, 1.2) * (1 - 0.5 * depth),
      bend: lean + 0.5 * random.normal(),
      colour: scale(colour, 1 - 0.25 * random.uniform()),
    });
  }
}

/** A bare or leafy branch that forks. */
export function paintBranch(
  stage: Stage,
  options: {
    x: number;
    y: number;
    angle: number;
    length: number;
    radius: number;
    colour: Colour;
    leaves?: Colour;
    softness?: number;
  },
  depth = 0,
): void {
  const { random, canvas } = stage;
  const { length, radius, colour, leaves, softness } = options;
  if (radius < 0.25 || length < 3 || depth > 6) return;
  const end = paintCurve(stage, {
    ...options,
    tip: radius * 0.7,
    bend: 0.35 * random.normal(),
    shadow: depth === 0 ? stage.shadow(radius * 3) : undefined,
  });
  if (leaves && radius < 2.2) {
    for (let k = 0; k < 3; k++) {
      const size = between(random, 2.5, 6);
      const angle = end.angle + 1.2 * random.normal();
      const pose = {
        x: end.x + Math.cos(angle) * size,
        y: end.y + Math.sin(angle) * size,
        radius: size,
        aspect: between(random, 0.3, 0.6),
        angle,
      };
      paint(canvas, leaf(pose), rod(vary(random, leaves), size * pose.aspect), { softness });
    }
  }
  const forks = depth === 0 ? 3 : chance(random, 0.75) ? 2 : 1;
  for (let k = 0; k < forks; k++) {
    paintBranch(
      stage,
      {
        ...end,
        angle: end.angle + (k - (forks - 1) / 2) * between(random, 0.5, 1) + 0.2 * random.normal(),
        length: length * between(random, 0.6, 0.9),
        radius: radius * between(random, 0.5, 0.75),
        colour,
        leaves,
        softness,
      },
      depth + 1,
    );
  }
}

/** A line of signs that look like writing from afar: stems, bars and bows on a baseline. */
function paintLettering(
  stage: Stage,
  options: { x: number; y: number; height: number; count: number; angle: number; colour: Colour },
): void {
  const { random, canvas } = stage;
  const { height, count, angle, colour } = options;
  const pen = Math.max(0.45, height * logBetween(random, 0.06, 0.12));
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  const ink = rod(colour, pen);
  const width = height * 0.6;
  const at = (u: number, v: number): [number, number] => [
    options.x + u * cos - v * sin,
    options.y + u * sin + v * cos,
  ];
  const line = (u0: number, v0: number, u1: number, v1: number): void => {
    paint(canvas, stroke(...at(u0, v0), ...at(u1, v1), pen), ink);
  };
  for (let k = 0; k < count; k++) {
    if (chance(random, 0.12)) continue;
    const left = k * width * 1.35;
    if (chance(random, 0.75)) line(left, 0, left, -height);
    if (chance(random, 0.35)) line(left + width, 0, left + width, -height);
    for (const v of [0, -0.5, -1]) {
      if (chance(random, 0.4)) line(left, v * height, left + width, v * height);
    }
    if (chance(random, 0.3)) line(left, -height, left + width, 0);
    if (chance(random, 0.35)) {
      const [x, y] = at(left + width / 2, -height * 0.3);
      paint(canvas, ellipse({ x, y, radius: pen * 1.6, aspect: 1, angle: 0 }), ink);
    }
  }
}

/** A sign: lettering on a board. */
export function paintSign(stage: Stage, x: number, y: number, radius: number, angle: number): void {
  const { random, canvas, palette } = stage;
  const dark = chance(random, 0.5);
  const ground: Colour = dark ? [0.05, 0.06, 0.08] : [0.65, 0.62, 0.55];
  const ink: Colour = dark ? [0.7, 0.68, 0.62] : [0.06, 0.05, 0.05];
  const aspect = between(random, 0.25, 0.5);
  const lines = aspect > 0.35 && radius > 14 ? 2 : 1;
  const height = ((radius * aspect) / lines) * 0.9;
  const count = Math.floor((1.8 * radius) / (height * 0.81));
  for (let k = 0; k < lines; k++) {
    const v = (k - (lines - 1) / 2) * height * 1.6 + height / 2;
    const u = -radius * 0.88;
    paintLettering(stage, {
      x: x + u * Math.cos(angle) - v * Math.sin(angle),
      y: y + u * Math.sin(angle) + v * Math.cos(angle),
      height,
      count,
      angle,
      colour: ink,
    });
  }
  const board = palette.things[random.integer(palette.things.length)];
  const mixed: Colour = [0, 1, 2].map((c) => 0.75 * ground[c] + 0.25 * board[c]) as unknown as Colour;
  paint(canvas, rectangle({ x, y, radius, aspect, angle }, 0.1), rod(mixed, 2), {
    shadow: stage.shadow(radius * 0.4),
  });
}
