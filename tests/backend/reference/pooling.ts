import { zeros, type Float64Values } from './array';
import { windows, type Padding } from './windows';

interface PoolingOptions {
  readonly window: readonly [number, number];
  readonly stride: readonly [number, number];
  readonly pad: Padding;
}

/** The largest value in each window. */
export function maxPooling(x: Float64Values, options: PoolingOptions): Float64Values {
  return pooling(x, options, (values) => Math.max(...values));
}

/** The mean of each window; padding is not counted. */
export function averagePooling(x: Float64Values, options: PoolingOptions): Float64Values {
  return pooling(x, options, (values) => values.reduce((sum, value) => sum + value, 0) / values.length);
}

function pooling(
  x: Float64Values,
  options: PoolingOptions,
  reduce: (values: number[]) => number,
): Float64Values {
  const [n, h, w, c] = x.shape;
  const { rows, columns } = windows([h, w], options.window, options);
  const y = zeros([n, rows.length, columns.length, c]);
  let at = 0;
  for (let b = 0; b < n; b++)
    for (const row of rows)
      for (const column of columns)
        for (let q = 0; q < c; q++) {
          const values = row.flatMap(([, r]) => column.map(([, s]) => x.data[((b * h + r) * w + s) * c + q]));
          y.data[at++] = reduce(values);
        }
  return y;
}
