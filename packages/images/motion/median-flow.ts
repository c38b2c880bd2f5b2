import { createFlow, type Flow } from './flow';

/** The median of each component over the (2 x radius + 1)² pixels about each, as far as there are; of an even number the upper one. */
export function medianFlow({ height, width, data }: Flow, radius: number): Flow {
  const out = createFlow(height, width);
  const values = new Float64Array((2 * radius + 1) ** 2);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 2; c++) {
        let count = 0;
        for (let v = Math.max(0, y - radius); v <= Math.min(height - 1, y + radius); v++) {
          for (let u = Math.max(0, x - radius); u <= Math.min(width - 1, x + radius); u++) {
            values[count++] = data[2 * (v * width + u) + c];
          }
        }
        out.data[2 * (y * width + x) + c] = values.subarray(0, count).sort()[count >> 1];
      }
    }
  }
  return out;
}
