import type { Random } from '@ddr-lab/base/random';
import { between } from './draw';

/** A region of the picture, in pixels. */
export interface Shape {
  /** Left, top, right and bottom of a box that holds it. */
  readonly box: readonly [number, number, number, number];
  /** Distance to the outline in pixels, negative inside; exact near the outline, about right elsewhere. */
  distance(x: number, y: number): number;
}

/** Where a shape lies and how it is turned. */
export interface Pose {
  readonly x: number;
  readonly y: number;
  /** Half its length along its own horizontal axis, in pixels. */
  readonly radius: number;
  /** Height over width. */
  readonly aspect: number;
  /** Radians. */
  readonly angle: number;
}

/** A shape given by its distance in its own turned axes. */
function posed(pose: Pose, reach: number, local: (u: number, v: number) => number): Shape {
  const { x: cx, y: cy } = pose;
  const cos = Math.cos(pose.angle);
  const sin = Math.sin(pose.angle);
  return {
    box: [cx - reach, cy - reach, cx + reach, cy + reach],
    distance: (x, y) => local((x - cx) * cos + (y - cy) * sin, (y - cy) * cos - (x - cx) * sin),
  };
}

export function ellipse(pose: Pose): Shape {
  const a = pose.radius;
  const b = pose.radius * pose.aspect;
  return posed(pose, Math.max(a, b), (u, v) => {
    const p = u / a;
    const q = v / b;
    const k = Math.sqrt(p * p + q * q);
    return k < 1e-6 ? -Math.min(a, b) : (k * (k - 1)) / Math.sqrt((p / a) ** 2 + (q / b) ** 2);
  });
}

/** A rectangle; `rounding` of 0 to 1 is the corner radius over half the shorter side. */
export function rectangle(pose: Pose, rounding = 0): Shape {
  const a = pose.radius;
  const b = pose.radius * pose.aspect;
  const r = rounding * Math.min(a, b);
  return posed(pose, Math.hypot(a, b), (u, v) => {
    const du = Math.abs(u) - a + r;
    const dv = Math.abs(v) - b + r;
    if (du <= 0 || dv <= 0) return Math.max(du, dv) - r;
    return Math.sqrt(du * du + dv * dv) - r;
  });
}

/** A ring: an ellipse with a hole; `thickness` is the band's width over the radius. */
export function ring(pose: Pose, thickness: number): Shape {
  const outer = ellipse(pose);
  const band = pose.radius * Math.min(1, pose.aspect) * thickness;
  return {
    box: outer.box,
    distance: (x, y) => {
      const d = outer.distance(x, y);
      return Math.max(d, -d - band);
    },
  };
}

/** An irregular convex polygon of 4 to 7 sides. */
export function polygon(random: Random, pose: Pose): Shape {
  const sides = 4 + random.integer(4);
  const cos: number[] = [];
  const sin: number[] = [];
  const offset: number[] = [];
  for (let k = 0; k < sides; k++) {
    const angle = ((k + between(random, -0.15, 0.15)) / sides) * 2 * Math.PI;
    cos.push(Math.cos(angle));
    sin.push(Math.sin(angle));
    offset.push(pose.radius * between(random, 0.55, 0.85));
  }
  return posed(pose, pose.radius * Math.max(1.8, pose.aspect * 1.8), (u, v) => {
    let d = -Infinity;
    for (let k = 0; k < sides; k++) {
      const dk = u * cos[k] + (v / pose.aspect) * sin[k] - offset[k];
      if (dk > d) d = dk;
    }
    return d * Math.min(1, pose.aspect);
  });
}

/** Directions that a blob's outline is worked out in. */
const DIRECTIONS = 128;

/** A closed curve whose radius waves; `roughness` of 0 to 1 is how much. */
export function blob(random: Random, pose: Pose, roughness = 0.5): Shape {
  const waves = [2, 3, 4, 5, 7, 9].map((k) => ({
    k,
    amplitude: (roughness * 0.55 * random.normal()) / k,
    phase: random.uniform() * 2 * Math.PI,
  }));
  const { radius, aspect } = pose;
  // The radius by direction, worked out once.
  const outline = Float64Array.from({ length: DIRECTIONS + 2 }, (_, i) => {
    const theta = (i / DIRECTIONS) * 2 * Math.PI;
    let edge = 1;
    for (const { k, amplitude, phase } of waves) edge += amplitude * Math.cos(k * theta + phase);
    return radius * Math.min(1 + roughness, Math.max(0.25, edge));
  });
  const reach = outline.reduce((a, b) => Math.max(a, b));
  const squash = 0.9 * Math.min(1, aspect);
  return posed(pose, reach * Math.max(1, aspect), (u, v) => {
    const w = v / aspect;
    const rho = Math.sqrt(u * u + w * w);
    if (rho > reach + 2 * radius) return (rho - reach) * squash;
    const at = (Math.atan2(w, u) / (2 * Math.PI) + 1) * DIRECTIONS;
    const i = Math.floor(at);
    const before = outline[i % DIRECTIONS];
    return (rho - before - (outline[(i % DIRECTIONS) + 1] - before) * (at - i)) * squash;
  });
}

/** A pointed leaf: what two equal discs share. */
export function leaf(pose: Pose): Shape {
  const half = pose.radius * Math.min(0.95, pose.aspect);
  const disc = (pose.radius * pose.radius + half * half) / (2 * half);
  return posed(pose, pose.radius, (u, v) => {
    const w = Math.abs(v) + disc - half;
    return Math.sqrt(u * u + w * w) - disc;
  });
}

/** A star of `points` rays; `depth` of 0 to 1 is how far the notches reach in. */
export function star(pose: Pose, points: number, depth: number): Shape {
  const sector = Math.PI / points;
  const inner = pose.radius * (1 - depth);
  // One edge, from the tip (radius, 0) to the notch at half a sector, as a half-plane.
  const nx = inner * Math.sin(sector);
  const ny = pose.radius - inner * Math.cos(sector);
  const norm = Math.hypot(nx, ny);
  return posed(pose, pose.radius, (u, v) => {
    const rho = Math.hypot(u, v);
    const theta = Math.abs((((Math.atan2(v, u) % (2 * sector)) + 3 * sector) % (2 * sector)) - sector);
    return ((rho * Math.cos(theta) - pose.radius) * nx + rho * Math.sin(theta) * ny) / norm;
  });
}

/** A stroke from one point to another whose half-width runs from `r0` to `r1`. */
export function stroke(x0: number, y0: number, x1: number, y1: number, r0: number, r1 = r0): Shape {
  const dx = x1 - x0;
  const dy = y1 - y0;
  const inverse = 1 / Math.max(1e-9, dx * dx + dy * dy);
  const r = Math.max(r0, r1);
  return {
    box: [Math.min(x0, x1) - r, Math.min(y0, y1) - r, Math.max(x0, x1) + r, Math.max(y0, y1) + r],
    distance: (x, y) => {
      let t = ((x - x0) * dx + (y - y0) * dy) * inverse;
      t = t < 0 ? 0 : t > 1 ? 1 : t;
      const u = x - x0 - t * dx;
      const v = y - y0 - t * dy;
      return Math.sqrt(u * u + v * v) - (r0 + (r1 - r0) * t);
    },
  };
}

/** Everything below a line given by its height at each column: a horizon, hills, tree tops. */
export function below(width: number, height: number, heightAt: (x: number) => number): Shape {
  let top = height;
  const line = Float64Array.from({ length: width + 2 }, (_, x) => {
    const y = heightAt(x - 0.5);
    top = Math.min(top, y);
    return y;
  });
  return {
    box: [0, top - 1, width, height],
    distance: (x, y) => {
      const column = Math.min(width, Math.max(0, Math.floor(x)));
      const slope = line[column + 1] - line[column];
      return (line[column] - y) / Math.sqrt(1 + slope * slope);
    },
  };
}

/** The part that two shapes share. */
export function both(a: Shape, b: Shape): Shape {
  const box: Shape['box'] = [
    Math.max(a.box[0], b.box[0]),
    Math.max(a.box[1], b.box[1]),
    Math.min(a.box[2], b.box[2]),
    Math.min(a.box[3], b.box[3]),
  ];
  return { box, distance: (x, y) => Math.max(a.distance(x, y), b.distance(x, y)) };
}
