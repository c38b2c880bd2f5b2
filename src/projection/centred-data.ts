/**
 * A matrix minus the mean of each column, and the sweeps over it that a PCA needs. Each reads the data in
 * blocks along its longer side and works in float64: no copy of the whole is ever made. There is an engine in
 * plain loops, for every machine, and one by native kernels.
 */
export interface CentredData {
  /** The shorter side, min(rows, columns): vectors of this length are `short` vectors. */
  readonly short: number;
  /** The longer side, max(rows, columns). */
  readonly long: number;
  /** The mean of each column. Not finite where a number of the column is not, or the sum overflows. */
  readonly mean: Float64Array;
  /** short x short: the inner products of the centred matrix along its longer side. */
  readonly gram: Float64Array;
  /** The same of what is left of the data without its part along `known`, orthonormal short vectors in rows. */
  gramWithout(known: Float64Array): Float64Array;
  /** Short vectors in rows (count x short) times the centred matrix with its shorter side as rows: count x long. */
  multiply(vectors: Float64Array): Float64Array;
}
