import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import type { TsneObjective } from './tsne-objective';
import type { Kernels } from './kernels';
import { repulsionGrid } from './repulsion-grid';
import { sparseJoint } from './sparse-affinities';
import type { EndTurn } from './turns';

/**
 * t-SNE's objective in one or two dimensions for many points, by the SIMD kernels: joint probabilities of near neighbours
 * only, attraction over those, repulsion through a grid. The divergence is that from these probabilities.
 *
 * @throws InputError when squared distances of the points overflow.
 */
export async function interpolationObjective(
  X: Matrix,
  perplexity: number,
  dims: 1 | 2,
  kernels: Kernels,
  endTurn: EndTurn,
): Promise<TsneObjective> {
  const n = X.rows;
  const { starts, others, joint, entries } = await sparseJoint(X, perplexity, kernels, endTurn);
  const positionsAt = kernels.reserve(8 * n);
  const attractionAt = kernels.reserve(16 * n);
  const repulsionAt = kernels.reserve(16 * n);
  const grid = repulsionGrid(n, kernels);
  let mass = 0;
  let entropy = 0;
  for (const p of kernels.float32(joint, entries)) {
    if (p === 0) continue;
    mass += p;
    entropy += p * Math.log(p);
  }

  /** Rounds the positions, about their centre; one dimension is a plane of height 0. */
  const place = (positions: Float64Array): void => {
    const placed = kernels.float32(positionsAt, 2 * n);
    for (let d = 0; d < dims; d++) {
      let centre = 0;
      for (let i = 0; i < n; i++) centre += positions[d * n + i] / n;
      for (let i = 0; i < n; i++) placed[2 * i + d] = positions[d * n + i] - centre;
    }
  };
  const cost = (positions: Float64Array): number => {
    place(positions);
    const total = grid.repel(positionsAt, repulsionAt);
    const sum = kernels.neighbourCost(n, positionsAt, starts, others, joint);
    return (entropy + sum) / mass + Math.log(total) - Math.log(mass);
  };

  return {
    gradient(positions, exaggeration, out) {
      place(positions);
      const total = grid.repel(positionsAt, repulsionAt);
      kernels.neighbourForces(n, positionsAt, starts, others, joint, attractionAt);
      // The grid may have grown the memory: views from before are void.
      const attraction = kernels.float64(attractionAt, 2 * n);
      const repulsion = kernels.float64(repulsionAt, 2 * n);
      for (let k = 0; k < dims * n; k++) {
        out[k] = 4 * (exaggeration * attraction[k] - repulsion[k] / total);
      }
    },
    cost,
    divergence: cost,
  };
}
