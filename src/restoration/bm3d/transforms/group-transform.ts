import { haar, inverseHaar } from './haar';
import { hadamard } from './hadamard';

/** Names of the transforms along a group's third dimension. */
export type GroupTransformName = 'haar' | 'hadamard';

/** Transforms `count` (a power of two) vectors of `length` numbers along their index, in place. */
type Transform = (group: Float64Array, count: number, length: number, scratch: Float64Array) => void;

/** An orthonormal transform along a group's third dimension, and its inverse. */
export interface GroupTransform {
  readonly forward: Transform;
  readonly inverse: Transform;
}

/** The transforms along a group's third dimension, by name. */
export const groupTransforms: Readonly<Record<GroupTransformName, GroupTransform>> = {
  haar: { forward: haar, inverse: inverseHaar },
  hadamard: { forward: hadamard, inverse: hadamard },
};
