/**
 * Where reference patches of side `patch` start along an axis of `length` pixels: every `step` pixels, and at the
 * far end, so that every pixel is in one at least.
 */
export function referencePositions(length: number, patch: number, step: number): Int32Array {
  const last = length - patch;
  const positions: number[] = [];
  for (let at = 0; at < last; at += step) positions.push(at);
  return Int32Array.from([...positions, last]);
}
