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

/**
 * The orthonormal Haar transform (all levels) of `count` vectors of `length` numbers, along the vectors'
 * index, in place: the mean's coefficients first, then details from coarse to fine. `count` is a power of
 * two; `scratch` holds at least as many numbers.
 */
function haar(group: Float64Array, count: number, length: number, scratch: Float64Array): void {
  for (let level = count; level > 1; level /= 2) {
    const half = (level / 2) * length;
    for (let pair = 0; pair < level / 2; pair++) {
      const from = 2 * pair * length;
      const to = pair * length;
      for (let i = 0; i < length; i++) {
        const a = group[from + i];
        const b = group[from + length + i];
        scratch[to + i] = (a + b) * Math.SQRT1_2;
        scratch[half + to + i] = (a - b) * Math.SQRT1_2;
      }
    }
    for (let i = 0; i < level * length; i++) group[i] = scratch[i];
  }
}

/** The inverse of `haar`, in place. */
function inverseHaar(group: Float64Array, count: number, length: number, scratch: Float64Array): void {
  for (let level = 2; level <= count; level *= 2) {
    const half = (level / 2) * length;
    for (let pair = 0; pair < level / 2; pair++) {
      const to = 2 * pair * length;
      const from = pair * length;
      for (let i = 0; i < length; i++) {
        const sum = group[from + i];
        const difference = group[half + from + i];
        scratch[to + i] = (sum + difference) * Math.SQRT1_2;
        scratch[to + length + i] = (sum - difference) * Math.SQRT1_2;
      }
    }
    for (let i = 0; i < level * length; i++) group[i] = scratch[i];
  }
}

/**
 * The orthonormal Walsh-Hadamard transform of `count` vectors of `length` numbers, along the vectors' index,
 * in place and in natural order (SciPy's `hadamard`); its own inverse. `count` is a power of two.
 */
function hadamard(group: Float64Array, count: number, length: number): void {
  for (let span = 1; span < count; span *= 2) {
    for (let vector = 0; vector < count; vector++) {
      if (vector & span) continue;
      const from = vector * length;
      const partner = from + span * length;
      for (let i = 0; i < length; i++) {
        const a = group[from + i];
        const b = group[partner + i];
        group[from + i] = (a + b) * Math.SQRT1_2;
        group[partner + i] = (a - b) * Math.SQRT1_2;
      }
    }
  }
}
