import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import type { Groups } from './dispersion';

/**
 * The mean silhouette of points (Rousseeuw 1987): (b - a) / max(a, b), where a is a point's mean distance to its own group
 * and b the least mean distance to another; 0 for a point alone in its group, as in scikit-learn's `silhouette_score`.
 *
 * @param squares n x n squared distances.
 */
export function silhouette({ rows: n, data }: Matrix, { groupOf, members }: Groups): number {
  let sum = 0;
  const means = new Float64Array(members.length);
  for (let i = 0; i < n; i++) {
    means.fill(0);
    for (let j = 0; j < n; j++) means[groupOf[j]] += Math.sqrt(data[i * n + j]);
    const own = groupOf[i];
    if (members[own].length === 1) continue;
    const a = means[own] / (members[own].length - 1);
    let b = Infinity;
    for (let g = 0; g < members.length; g++) {
      if (g !== own) b = Math.min(b, means[g] / members[g].length);
    }
    const larger = Math.max(a, b);
    if (larger > 0) sum += (b - a) / larger;
  }
  return sum / n;
}
