/**
 * The orthonormal Walsh-Hadamard transform of `count` vectors of `length` numbers, along the vectors' index,
 * in place and in natural order (SciPy's `hadamard`); its own inverse. `count` is a power of two.
 */
export function hadamard(group: Float64Array, count: number, length: number): void {
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
