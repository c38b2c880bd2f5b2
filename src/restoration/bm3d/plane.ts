/** One channel of an image: `height` x `width` samples, row by row, in 8-bit levels (white is 255). */
export interface Plane {
  readonly height: number;
  readonly width: number;
  readonly data: Float64Array;
}
