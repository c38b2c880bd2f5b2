import { paint, type Material } from './canvas';
import type { Stage } from './composition';
import { between, chance } from './draw';
import { createSurface, flat, rod, type Surface } from './material';
import { sampleColour, scale, vary, type Colour } from './palette';
import { both, ellipse, leaf, rectangle, ring, star, stroke, type Pose, type Shape } from './shapes';

/** Paints one object, front to back, over about `pose.radius` to each side of (`pose.x`, `pose.y`). */
export type ObjectPainter = (stage: Stage, pose: Pose) => void;

/** The ten classes: a form and a texture each. */
export const objectPainters: Readonly<Record<string, ObjectPainter>> = {
  ball: (stage, pose) => {
    const shadow = stage.shadow(pose.radius);
    const squash = between(stage.random, 0.9, 1);
    paint(
      stage.canvas,
      ellipse({ ...pose, radius: pose.radius * 0.9, aspect: squash }),
      surface(stage, pose, 'smooth', 1),
      { shadow },
    );
  },
  wheel: (stage, pose) => {
    const { random, canvas } = stage;
    const rim = ellipse({ ...pose, aspect: between(random, 0.75, 1), angle: pose.angle * 2 });
    const spokes = 4 + random.integer(4);
    const colour = sampleColour(random, stage.palette);
    const turn = random.uniform() * Math.PI;
    paint(canvas, ellipse({ ...pose, radius: pose.radius * 0.17 }), rod(colour, 4));
    for (let k = 0; k < spokes; k++) {
      const end = toward(pose, 0.95, turn + (k / spokes) * 2 * Math.PI);
      paint(canvas, both(stroke(pose.x, pose.y, end.x, end.y, pose.radius * 0.06), rim), rod(colour, 2));
    }
    const tyre = ring({ ...pose, aspect: between(random, 0.85, 1) }, between(random, 0.2, 0.32));
    paint(canvas, tyre, surface(stage, pose, 'rough', 0.3), { shadow: stage.shadow(pose.radius * 0.4) });
  },
  crate: (stage, pose) => {
    const { random, canvas } = stage;
    const aspect = between(random, 0.7, 1.1);
    const side = { ...pose, radius: pose.radius * 0.8, aspect };
    const half = side.radius * aspect;
    const colour = sampleColour(random, stage.palette);
    const batten = surface(stage, pose, 'wood', 0, scale(colour, between(random, 0.5, 1.5)));
    const bar = side.radius * 0.13;
    const [a, b] = chance(random, 0.5) ? [1, -1] : [-1, 1];
    paint(
      canvas,
      both(
        stroke(...at(side, -side.radius, a * half), ...at(side, side.radius, b * half), bar),
        rectangle(side),
      ),
      batten,
    );
    paint(canvas, frame(side, half, bar), batten, { shadow: stage.shadow(bar * 2) });
    paint(
      canvas,
      rectangle(side),
      surface(stage, { ...pose, radius: side.radius }, 'planks', 0, colour, pose.angle),
      {
        shadow: stage.shadow(side.radius),
      },
    );
  },
  leaf: (stage, pose) => {
    const { random, canvas } = stage;
    const turned = { ...pose, angle: random.uniform() * 2 * Math.PI, aspect: between(random, 0.4, 0.62) };
    const colour = sampleColour(random, stage.palette);
    const vein = flat(scale(colour, chance(random, 0.5) ? 2 : 0.4));
    const r = pose.radius;
    const outline = leaf(turned);
    paint(canvas, stroke(...at(turned, -r * 1.25, 0), ...at(turned, r, 0), r * 0.05), vein);
    for (let k = -3; k <= 3; k++) {
      for (const side of [-1, 1]) {
        const u = (k / 4) * r;
        const rib = stroke(...at(turned, u, 0), ...at(turned, u + 0.35 * r, side * 0.5 * r), r * 0.025);
        paint(canvas, both(rib, outline), vein);
      }
    }
    paint(canvas, outline, surface(stage, turned, 'smooth', 0.5, colour), { shadow: stage.shadow(r * 0.5) });
  },
  star: (stage, pose) => {
    const { random, canvas } = stage;
    const shape = star(
      { ...pose, angle: random.uniform() * 2 * Math.PI },
      5 + random.integer(2),
      between(random, 0.45, 0.6),
    );
    paint(canvas, shape, surface(stage, pose, 'speckle', 0.4), { shadow: stage.shadow(pose.radius * 0.5) });
  },
  tree: (stage, pose) => {
    const { random, canvas } = stage;
    const r = pose.radius;
    const tilt = { ...pose, angle: pose.angle * 0.4 };
    const crown = surface(stage, { ...pose, y: pose.y - r * 0.3 }, 'foliage', 1);
    for (let k = 0; k < 6; k++) {
      const [x, y] = at(tilt, 0.28 * r * random.normal(), -0.35 * r + 0.2 * r * random.normal());
      paint(canvas, ellipse({ ...pose, x, y, radius: r * between(random, 0.25, 0.45) }), crown, {
        shadow: stage.shadow(r * 0.2),
      });
    }
    const trunk = stroke(...at(tilt, 0, r), ...at(tilt, 0, -0.2 * r), r * 0.12, r * 0.07);
    paint(canvas, trunk, surface(stage, pose, 'furrows', 0), { shadow: stage.shadow(r * 0.2) });
  },
  banner: (stage, pose) => {
    const { random, canvas } = stage;
    const cloth = { ...pose, aspect: between(random, 0.55, 0.8) };
    const half = pose.radius * cloth.aspect;
    const pole = stroke(
      ...at(cloth, -pose.radius, -half * 1.1),
      ...at(cloth, -pose.radius, half * 2.4),
      pose.radius * 0.06,
    );
    paint(canvas, pole, rod(sampleColour(random, stage.palette), 2));
    const a = sampleColour(random, stage.palette);
    const b = distinct(stage, a);
    const period = pose.radius * between(random, 0.3, 0.5);
    const phase = random.uniform() * period;
    const upright = chance(random, 0.5);
    const cos = Math.cos(cloth.angle);
    const sin = Math.sin(cloth.angle);
    const wave = between(random, 0, 0.12) * period;
    const striped: Material = (x, y, _depth, out) => {
      const u = (x - cloth.x) * cos + (y - cloth.y) * sin;
      const v = (y - cloth.y) * cos - (x - cloth.x) * sin;
      const across = (upright ? u : v) + wave * Math.sin((upright ? v : u) / period) + phase;
      const t = Math.min(1, Math.max(0, Math.sin((2 * Math.PI * across) / period) * 2 + 0.5));
      const fold = 0.9 + 0.25 * Math.sin((4 * u) / pose.radius + phase);
      for (let c = 0; c < 3; c++) out[c] = fold * (a[c] + (b[c] - a[c]) * t);
    };
    paint(canvas, rectangle(cloth), striped, { shadow: stage.shadow(pose.radius * 0.5) });
  },
  fish: (stage, pose) => {
    const { random, canvas } = stage;
    const way = chance(random, 0.5) ? 0 : Math.PI;
    const body = {
      ...pose,
      angle: pose.angle + way,
      radius: pose.radius * 0.78,
      aspect: between(random, 0.42, 0.6),
    };
    const r = pose.radius;
    const [ex, ey] = at(body, 0.5 * r, -0.1 * r * Math.cos(way));
    const colour = sampleColour(random, stage.palette);
    paint(canvas, ellipse({ ...pose, x: ex, y: ey, radius: r * 0.05 }), flat([0.01, 0.01, 0.01]));
    paint(canvas, ellipse({ ...pose, x: ex, y: ey, radius: r * 0.11 }), flat([0.6, 0.6, 0.55]));
    const coat = surface(stage, { ...pose, radius: r * 0.8 }, 'scales', 0.8, colour, body.angle);
    const fin = surface(stage, pose, 'stripes', 0, scale(vary(random, colour), 0.8), body.angle);
    paint(canvas, leaf(body), coat, { shadow: stage.shadow(r * 0.4) });
    const [tx, ty] = at(body, -0.85 * r, 0);
    const [dx, dy] = at(body, 0, -0.35 * r * Math.cos(way));
    paint(canvas, leaf({ x: tx, y: ty, radius: r * 0.45, aspect: 0.4, angle: body.angle + 1.05 }), fin);
    paint(canvas, leaf({ x: tx, y: ty, radius: r * 0.45, aspect: 0.4, angle: body.angle - 1.05 }), fin);
    paint(canvas, leaf({ x: dx, y: dy, radius: r * 0.4, aspect: 0.5, angle: body.angle + 0.5 }), fin);
  },
  mushroom: (stage, pose) => {
    const { random, canvas } = stage;
    const r = pose.radius;
    const tilt = { ...pose, angle: pose.angle * 0.6 };
    const [cx, cy] = at(tilt, 0, 0.1 * r);
    const cap = both(
      ellipse({ ...tilt, x: cx, y: cy, radius: r * 0.95, aspect: between(random, 0.75, 1) }),
      halfAbove(tilt, 0.15 * r),
    );
    const colour = sampleColour(random, stage.palette);
    const spot = flat(distinct(stage, colour));
    for (let k = 5 + random.integer(5); k > 0; k--) {
      const [x, y] = at(tilt, 0.8 * r * between(random, -1, 1), -0.35 * r + 0.4 * r * between(random, -1, 1));
      paint(
        canvas,
        both(ellipse({ ...tilt, x, y, radius: r * between(random, 0.07, 0.16), aspect: 0.75 }), cap),
        spot,
      );
    }
    paint(canvas, cap, surface(stage, { ...pose, x: cx, y: cy }, 'smooth', 0.8, colour), {
      shadow: stage.shadow(r * 0.5),
    });
    const stem = stroke(...at(tilt, 0, 0.1 * r), ...at(tilt, 0, 0.95 * r), r * 0.17, r * 0.24);
    paint(canvas, stem, surface(stage, pose, 'strands', 0.2, undefined, tilt.angle));
  },
  house: (stage, pose) => {
    const { random, canvas } = stage;
    const r = pose.radius;
    const base = { ...pose, angle: pose.angle * 0.35 };
    const width = r * between(random, 0.65, 0.85);
    const [wx, wy] = at(base, 0, 0.4 * r);
    const walls = { ...base, x: wx, y: wy, radius: width, aspect: (0.55 * r) / width };
    const pane = flat(scale(sampleColour(random, stage.palette), 0.25));
    for (const u of chance(random, 0.5) ? [-0.5, 0.5] : [-0.6, 0, 0.6]) {
      const [x, y] = at(base, u * width, 0.25 * r);
      paint(canvas, rectangle({ ...base, x, y, radius: r * 0.11, aspect: 1.3 }), pane);
    }
    const [doorX, doorY] = at(base, between(random, -0.4, 0.4) * width, 0.75 * r);
    paint(canvas, rectangle({ ...base, x: doorX, y: doorY, radius: r * 0.12, aspect: 1.7 }), pane);
    const roof = triangle(base, width * 1.2, -0.15 * r, -between(random, 0.8, 1) * r);
    paint(canvas, roof, surface(stage, pose, 'scales', 0, undefined, base.angle), {
      shadow: stage.shadow(r * 0.25),
    });
    paint(
      canvas,
      rectangle(walls),
      surface(stage, { ...pose, radius: r * 0.6 }, 'bricks', 0, undefined, base.angle),
      {
        shadow: stage.shadow(r * 0.5),
      },
    );
  },
};

function surface(
  stage: Stage,
  pose: Pose,
  kind: Surface,
  roundness: number,
  colour?: Colour,
  angle?: number,
): Material {
  const { random, palette, light } = stage;
  return createSurface(random, palette, {
    x: pose.x,
    y: pose.y,
    size: pose.radius,
    light,
    surface: kind,
    roundness,
    colour,
    angle,
  });
}

/** A colour of the palette that stands out from `colour` by its brightness. */
function distinct({ random, palette }: Stage, colour: Colour): Colour {
  const bright = colour[1] < 0.2;
  const other = sampleColour(random, palette);
  const goal = bright ? Math.max(0.45, colour[1] * 3) : Math.min(0.08, colour[1] / 3);
  return scale(other, goal / Math.max(0.02, other[1]));
}

/** The picture's place of (u, v) in a pose's own turned axes. */
function at(pose: Pose, u: number, v: number): [number, number] {
  const cos = Math.cos(pose.angle);
  const sin = Math.sin(pose.angle);
  return [pose.x + u * cos - v * sin, pose.y + u * sin + v * cos];
}

function toward(pose: Pose, share: number, angle: number): { x: number; y: number } {
  return {
    x: pose.x + Math.cos(angle) * pose.radius * share,
    y: pose.y + Math.sin(angle) * pose.radius * share,
  };
}

/** The outer bars of a crate. */
function frame(pose: Pose, half: number, bar: number): Shape {
  const outer = rectangle(pose);
  const inner = rectangle({
    ...pose,
    radius: pose.radius - 1.6 * bar,
    aspect: (half - 1.6 * bar) / (pose.radius - 1.6 * bar),
  });
  return { box: outer.box, distance: (x, y) => Math.max(outer.distance(x, y), -inner.distance(x, y)) };
}

/** Everything above the line v = `level` of a pose's axes. */
function halfAbove(pose: Pose, level: number): Shape {
  const cos = Math.cos(pose.angle);
  const sin = Math.sin(pose.angle);
  const far = 4 * pose.radius;
  return {
    box: [pose.x - far, pose.y - far, pose.x + far, pose.y + far],
    distance: (x, y) => (y - pose.y) * cos - (x - pose.x) * sin - level,
  };
}

/** An upright triangle: its base of +-`half` at v = `bottom`, its tip at v = `top`. */
function triangle(pose: Pose, half: number, bottom: number, top: number): Shape {
  const cos = Math.cos(pose.angle);
  const sin = Math.sin(pose.angle);
  const height = bottom - top;
  const norm = Math.sqrt(height * height + half * half);
  const far = Math.abs(top) + half;
  return {
    box: [pose.x - far, pose.y - far, pose.x + far, pose.y + far],
    distance: (x, y) => {
      const u = Math.abs((x - pose.x) * cos + (y - pose.y) * sin);
      const v = (y - pose.y) * cos - (x - pose.x) * sin;
      return Math.max(v - bottom, (u * height - (v - top) * half) / norm);
    },
  };
}
