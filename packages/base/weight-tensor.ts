/** A named weight's numbers, and their shape. */
export interface WeightTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}
