import type { Flow } from './flow';

/** One channel of a frame. */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
}

/** How a flow is refined. */
export interface RefineOptions {
  /** Windows have a side of 2 x radius + 1 pixels. */
  readonly radius: number;
  readonly steps: number;
  /** Added to the squared slopes' sum, of samples from 0 to 1, so that even places stay as they are. */
  readonly damping: number;
  /** How far each component may go from where it was, in pixels. */
  readonly reach: number;
}

/**
 * A flow between pixels, from one that is right to about a pixel: steps of Lucas and Kanade's method ("An iterative image
 * registration technique", 1981) at each pixel, with the slopes of the frame that the flow starts from. A step is a pixel at most.
 */
export function refineFlow(from: Plane, to: Plane, flow: Flow, options: RefineOptions): Flow {
  const { radius, steps, damping, reach } = options;
  const { height, width } = from;
  const [across, down] = slopes(from);
  const out = new Float32Array(flow.data);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = 2 * (y * width + x);
      for (let step = 0; step < steps; step++) {
        let xx = damping;
        let yy = damping;
        let xy = 0;
        let xe = 0;
        let ye = 0;
        for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
          for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
            const atX = u + out[i];
            const atY = v + out[i + 1];
            if (!(atX >= 0 && atY >= 0 && atX <= width - 1 && atY <= height - 1)) continue;
            const k = v * width + u;
            const error = from.data[k] - between(to, atX, atY);
            xx += across[k] * across[k];
            yy += down[k] * down[k];
            xy += across[k] * down[k];
            xe += across[k] * error;
            ye += down[k] * error;
          }
        }
        const determinant = xx * yy - xy * xy;
        const dx = (yy * xe - xy * ye) / determinant;
        const dy = (xx * ye - xy * xe) / determinant;
        const shorter = 1 / Math.max(1, Math.hypot(dx, dy));
        out[i] = near(out[i] + shorter * dx, flow.data[i], reach);
        out[i + 1] = near(out[i + 1] + shorter * dy, flow.data[i + 1], reach);
      }
    }
  }
  return { height, width, data: out };
}

function near(value: number, start: number, reach: number): number {
  return Math.max(start - reach, Math.min(start + reach, value));
}

/** Half the differences of the neighbours, along rows and down columns; the border's sample is repeated. */
function slopes({ height, width, data }: Plane): [Float64Array, Float64Array] {
  const across = new Float64Array(data.length);
  const down = new Float64Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      across[i] = (data[x + 1 < width ? i + 1 : i] - data[x > 0 ? i - 1 : i]) / 2;
      down[i] = (data[y + 1 < height ? i + width : i] - data[y > 0 ? i - width : i]) / 2;
    }
  }
  return [across, down];
}

function between({ height, width, data }: Plane, x: number, y: number): number {
  const column = Math.min(width - 2, Math.floor(x));
  const row = Math.min(height - 2, Math.floor(y));
  const u = x - column;
  const v = y - row;
  const i = row * width + column;
  return (
    (data[i] * (1 - u) + data[i + 1] * u) * (1 - v) +
    (data[i + width] * (1 - u) + data[i + width + 1] * u) * v
  );
}
