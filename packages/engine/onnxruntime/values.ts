/** What tensors keep their numbers in. */
export type Values = Float32Array | Int32Array | Uint8Array;

/** A new array of the same type, zeroed. */
export function arrayLike<V extends Values>(values: V, size: number): V {
  return new (values.constructor as new (size: number) => V)(size);
}
