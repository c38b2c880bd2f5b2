import { zeros, type Float64Values } from './array';

/** f of two arrays whose shapes broadcast as in NumPy. */
export function combine(
  a: Float64Values,
  b: Float64Values,
  f: (a: number, b: number) => number,
): Float64Values {
  const rank = Math.max(a.shape.length, b.shape.length);
  const padded = [a, b].map(({ shape }) => [...Array<number>(rank - shape.length).fill(1), ...shape]);
  const y = zeros(padded[0].map((size, axis) => Math.max(size, padded[1][axis])));
  for (let at = 0; at < y.data.length; at++) {
    const [i, j] = padded.map((shape) => {
      let rest = at;
      let index = 0;
      let stride = 1;
      for (let axis = rank - 1; axis >= 0; axis--) {
        if (shape[axis] > 1) index += (rest % y.shape[axis]) * stride;
        rest = Math.floor(rest / y.shape[axis]);
        stride *= shape[axis];
      }
      return index;
    });
    y.data[at] = f(a.data[i], b.data[j]);
  }
  return y;
}

/** The sum over some axes, which vanish. */
export function sum(x: Float64Values, axes: readonly number[]): Float64Values {
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
  const y = zeros(kept.map((axis) => x.shape[axis]));
  for (let at = 0; at < x.data.length; at++) {
    let rest = at;
    let index = 0;
    let stride = 1;
    for (let axis = x.shape.length - 1; axis >= 0; axis--) {
      if (kept.includes(axis)) {
        index += (rest % x.shape[axis]) * stride;
        stride *= x.shape[axis];
      }
      rest = Math.floor(rest / x.shape[axis]);
    }
    y.data[index] += x.data[at];
  }
  return y;
}
