import { times } from './times';

/** How many times b goes into a, which is not below 0; where b is chance's, at or below 0, anything above it is more than any bound. */
export function ratio(a: number, b: number): number {
  return b > 0 ? a / b : a > 0 ? Infinity : 0;
}

/** Such a ratio as claims write it: `3.4 times`, or `without bound`. */
export function orMore(value: number): string {
  return value === Infinity ? 'without bound' : times(value);
}
