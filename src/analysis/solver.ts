import { InputError } from '@ddr-lab/base/errors';
import type { RandomisedPca } from '@ddr-lab/projection/pca/randomised';

/**
 * How features are reduced to principal components, and what is kept of distances.
 *
 * - `exact`: by the Gram matrix, and all squared distances of the features and of the map are kept: memory grows with the square of the
 *   patches, the time of the eigenvalues with their cube.
 * - `randomised`: features go to disk, components come from a randomised search with a stated error, and how the features separate is
 *   said of these components, not of all features. Memory grows with patches and features alone.
 * - `auto`: exact up to 3,000 patches, randomised beyond.
 */
export type Solver = (typeof solvers)[number];

/** All solvers. */
export const solvers = ['auto', 'exact', 'randomised'] as const;

/** @throws InputError for a solver that does not exist. */
export function checkSolver(solver: string): asserts solver is Solver {
  if (solvers.some((known) => known === solver)) return;
  throw new InputError(`There is no solver "${solver}"; there are ${solvers.join(', ')}.`);
}

/**
 * The most patches that `auto` analyses exactly. At 3,000 patches the matrices of patches x patches take 72 MB each, of which four are held, and the exact
 * components of 65,536 features took 153 s where scikit-learn's randomised search took 23 s; both grow by the square and more.
 */
const EXACT_LIMIT = 3000;

/**
 * Whether so many patches are analysed by the randomised solver. It does not depend on the machine, nor on the layer, so that the same
 * call gives the same numbers everywhere.
 *
 * @throws InputError for a solver that does not exist.
 */
export function isRandomised(solver: Solver = 'auto', patches: number): boolean {
  checkSolver(solver);
  return solver === 'auto' ? patches > EXACT_LIMIT : solver === 'randomised';
}

/** How features were reduced where that was not exact: what their numbers are to be read with. */
export interface Reduction {
  readonly solver: 'randomised';
  /** Principal components that were kept. */
  readonly components: number;
  /** The largest residual of a component (`RandomisedPca.residuals`), as a part of its singular value; an exact one has 0. */
  readonly error: number;
  /** Share of the features' variance that the components hold, 0 to 1. */
  readonly held: number;
  /** The same in a sentence. */
  readonly text: string;
}

/** A reduction in numbers and words. */
export function reductionOf(residuals: RandomisedPca['residuals'], shares: Float64Array): Reduction {
  const error = Math.max(...residuals);
  const held = shares.reduce((sum, share) => sum + share, 0);
  const percent = (value: number): string => `${(100 * value).toPrecision(2)} %`;
  return {
    solver: 'randomised',
    components: residuals.length,
    error,
    held,
    text:
      `${residuals.length} principal components by the randomised solver: residuals up to ${percent(error)}, so each singular value is that near to a true one or nearer; ` +
      `they hold ${percent(held)} of the variance. How the features separate is said of these components, not of all features.`,
  };
}
