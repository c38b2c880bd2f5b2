/**
 * The repulsion of `gather` by all pairs, in float64: for few points or a map too wide for a grid.
 *
 * @param positions n pairs x, y float32
 * @param repulsion 2 x n float64, set
 * @returns the sum of q = 1 / (1 + d^2) over all ordered pairs of different points
 */
export function repelPairs(n: i32, positions: usize, repulsion: usize): f64 {
  memory.fill(repulsion, 0, (<usize>n) << 4);
  const pitch = (<usize>n) << 3;
  let total: f64 = 0;
  for (let i = 0; i < n; i++) {
    const from = positions + ((<usize>i) << 3);
    const x: f64 = load<f32>(from);
    const y: f64 = load<f32>(from, 4);
    let sumX: f64 = 0;
    let sumY: f64 = 0;
    for (let j = i + 1; j < n; j++) {
      const to = positions + ((<usize>j) << 3);
      const dx = x - load<f32>(to);
      const dy = y - load<f32>(to, 4);
      const q = 1 / (1 + dx * dx + dy * dy);
      total += q;
      const forceX = q * q * dx;
      const forceY = q * q * dy;
      sumX += forceX;
      sumY += forceY;
      const other = repulsion + ((<usize>j) << 3);
      store<f64>(other, load<f64>(other) - forceX);
      store<f64>(other + pitch, load<f64>(other + pitch) - forceY);
    }
    const own = repulsion + ((<usize>i) << 3);
    store<f64>(own, load<f64>(own) + sumX);
    store<f64>(own + pitch, load<f64>(own + pitch) + sumY);
  }
  return 2 * total;
}
