import { createRandom } from '@ddr-lab/base/random';

/** An array in float64, row by row: what the reference computations take and give. */
export interface Float64Values {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

export function zeros(shape: readonly number[]): Float64Values {
  return { shape, data: new Float64Array(sizeOf(shape)) };
}

/** Standard normal numbers that float32 holds exactly, so that a backend starts from the same ones. */
export function normals(shape: readonly number[], seed = 1): Float64Values {
  const random = createRandom(seed, ...shape);
  return { shape, data: Float64Array.from({ length: sizeOf(shape) }, () => Math.fround(random.normal())) };
}

/** Positive numbers between 0.5 and 2. */
export function positives(shape: readonly number[], seed = 1): Float64Values {
  const random = createRandom(seed, ...shape);
  return {
    shape,
    data: Float64Array.from({ length: sizeOf(shape) }, () => Math.fround(0.5 + 1.5 * random.uniform())),
  };
}

/** Numbers of both signs at least 1/32 apart from each other and from zero, in random order: no ties, no kinks. */
export function apart(shape: readonly number[], seed = 1): Float64Values {
  const size = sizeOf(shape);
  const steps = Array.from(
    { length: size },
    (_, i) => (i < size / 2 ? i + 1 : Math.floor(size / 2) - i - 0.5) / 16,
  );
  return { shape, data: Float64Array.from(createRandom(seed, ...shape).shuffle(steps)) };
}

/** The same values with another function of each. */
export function map(x: Float64Values, f: (value: number) => number): Float64Values {
  return { shape: x.shape, data: x.data.map(f) };
}
