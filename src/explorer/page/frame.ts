/** Where a map's numbers are on paper: one scale for both axes, the middle in the middle. */
export interface Frame {
  readonly x: number;
  readonly y: number;
  /** Half of what is seen, in the map's numbers, of the shorter side. */
  readonly half: number;
}

/** A frame around points, with a little room. */
export function frameOf(points: ArrayLike<number>): Frame {
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    left = Math.min(left, points[i]);
    right = Math.max(right, points[i]);
    top = Math.min(top, points[i + 1]);
    bottom = Math.max(bottom, points[i + 1]);
  }
  const half = Math.max(right - left, bottom - top) / 2;
  return { x: (left + right) / 2, y: (top + bottom) / 2, half: 1.08 * (half > 0 ? half : 1) };
}

/**
 * Points on paper `width` x `height`, y upwards; one that lies outside is put on the edge.
 *
 * @param points n x 2 in the map's numbers
 * @returns n x 2 in pixels
 */
export function onPaper(
  points: ArrayLike<number>,
  frame: Frame,
  width: number,
  height: number,
): Float32Array {
  const scale = Math.min(width, height) / (2 * frame.half);
  const out = new Float32Array(points.length);
  const inside = (value: number, size: number): number => Math.min(size - 5, Math.max(5, value));
  for (let i = 0; i < points.length; i += 2) {
    out[i] = inside(width / 2 + (points[i] - frame.x) * scale, width);
    out[i + 1] = inside(height / 2 - (points[i + 1] - frame.y) * scale, height);
  }
  return out;
}
