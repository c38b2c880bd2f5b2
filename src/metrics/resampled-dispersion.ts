import type { Matrix } from '@ddr-lab/base/arrays/matrix';
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
  { images, imageOf, counts }: ImageDraws,
): DrawnDispersion[] {
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
  const blocks = imageBlocks(squares, groups, imageOf, images);
  return counts.map((drawn) => {
    const taken = Int32Array.from(drawn.keys()).filter((image) => drawn[image] > 0);
    const sizes = Float64Array.from(groups.members, (group) =>
      group.reduce((sum, i) => sum + drawn[imageOf[i]], 0),
    );
    // Squared distances between the points of two labels, added up; below the diagonal nothing.
    const sums = blocks.map((block) => {
      let all = 0;
      for (let a = 0; block && a < taken.length; a++) {
        let sum = 0;
        for (let b = 0; b <= a; b++) sum += drawn[taken[b]] * block[taken[a] * images + taken[b]];
        all += drawn[taken[a]] * sum;
      }
      return all;
    });
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

/**
 * For each two labels g <= h, at g k + h, the squared distances between their points added up by the points' images: images x
 * images, each two images once, at the larger.
 */
function imageBlocks(
  { rows: n, data }: Matrix,
  { members }: Groups,
  imageOf: Int32Array,
  images: number,
): (Float64Array | undefined)[] {
  const k = members.length;
  return Array.from({ length: k * k }, (_, at) => {
    const [g, h] = [Math.floor(at / k), at % k];
    if (h < g) return undefined;
    const block = new Float64Array(images * images);
    members[g].forEach((a, place) => {
      for (const b of h === g ? members[g].slice(0, place) : members[h]) {
        const [i, j] = [imageOf[a], imageOf[b]];
        block[Math.max(i, j) * images + Math.min(i, j)] += data[a * n + b];
      }
    });
    return block;
  });
}
