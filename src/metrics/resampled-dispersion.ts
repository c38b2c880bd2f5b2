import type { Matrix } from '../arrays/matrix';
import { dispersion, type Groups } from './dispersion';
import type { ImageDraws } from './image-draws';

/** Dispersions (`dispersion`) of the points that one redraw of the images takes. */
export interface DrawnDispersion {
  /** Points taken with each label, a point taken twice counted twice. */
  readonly sizes: Float64Array;
  /** Dispersion of the points of some labels together, around their common centre. */
  of(labels: readonly number[]): number;
  /** Dispersion within the contents, of the points of some labels; a content taken twice counts as two. */
  withinContents(labels: readonly number[]): number;
  /** Contents taken, one taken twice counted twice. */
  readonly contents: number;
}

/**
 * What each redraw leaves of the points' squared distances, label by label.
 *
 * @param squares n x n squared distances.
 * @param groups the points by label.
 * @param shown the points by content; each content within one image. Without, no dispersion within contents.
 */
export function drawnDispersions(
  squares: Matrix,
  groups: Groups,
  shown: Groups | undefined,
  { imageOf, counts }: ImageDraws,
): DrawnDispersion[] {
  const { rows: n, data } = squares;
  const k = groups.members.length;
  const inContents = new Map<string, Float64Array>();
  const ofContents = (labels: readonly number[]): Float64Array => {
    const key = labels.join();
    const known = inContents.get(key);
    if (known) return known;
    const each = Float64Array.from(shown?.members ?? [], (content) =>
      dispersion(
        squares,
        content.filter((i) => labels.includes(groups.groupOf[i])),
      ),
    );
    inContents.set(key, each);
    return each;
  };
  return counts.map((drawn) => {
    const sizes = new Float64Array(k);
    // Squared distances between the points of two labels, added up; below the diagonal nothing.
    const sums = new Float64Array(k * k);
    const taken = groups.members.map((group) => group.filter((i) => drawn[imageOf[i]] > 0));
    const weights = taken.map((group) => Float64Array.from(group, (i) => drawn[imageOf[i]]));
    for (let g = 0; g < k; g++) {
      for (let a = 0; a < taken[g].length; a++) {
        sizes[g] += weights[g][a];
        const row = taken[g][a] * n;
        for (let h = g; h < k; h++) {
          const [others, theirs] = [taken[h], weights[h]];
          const end = h === g ? a : others.length;
          let sum = 0;
          for (let b = 0; b < end; b++) sum += theirs[b] * data[row + others[b]];
          sums[g * k + h] += weights[g][a] * sum;
        }
      }
    }
    const contents = shown?.members.reduce((sum, [first]) => sum + drawn[imageOf[first]], 0) ?? 0;
    return {
      sizes,
      contents,
      of: (labels) => {
        let [sum, size] = [0, 0];
        for (const g of labels) {
          size += sizes[g];
          for (const h of labels) if (h >= g) sum += sums[g * k + h];
        }
        return size === 0 ? 0 : sum / size;
      },
      withinContents: (labels) =>
        ofContents(labels).reduce((sum, within, c) => sum + drawn[imageOf[shown!.members[c][0]]] * within, 0),
    };
  });
}
