/**
 * Sums over squares of side 2 x radius + 1 about each number of an array of `height` x `width`, as far as they lie inside it. Row by
 * row and then column by column, each a running sum.
 *
 * @param out where the sums go; may not be `values`.
 */
export function boxSum(
  values: Float64Array,
  height: number,
  width: number,
  radius: number,
  out: Float64Array,
): void {
  const rows = new Float64Array(values.length);
  for (let y = 0; y < height; y++) runningSum(values, rows, y * width, 1, width, radius);
  for (let x = 0; x < width; x++) runningSum(rows, out, x, width, height, radius);
}

function runningSum(
  from: Float64Array,
  to: Float64Array,
  start: number,
  step: number,
  length: number,
  radius: number,
): void {
  let sum = 0;
  for (let i = 0; i < Math.min(radius, length); i++) sum += from[start + i * step];
  for (let i = 0; i < length; i++) {
    if (i + radius < length) sum += from[start + (i + radius) * step];
    if (i - radius > 0) sum -= from[start + (i - radius - 1) * step];
    to[start + i * step] = sum;
  }
}
