import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import type { Groups } from './dispersion';
import type { Distances } from './distances';
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
 * @param groups the points by label.
 * @param shown the points by content; each content within one image. Without, no dispersion within contents.
 */
export function drawnDispersions(
  distances: Distances,
  groups: Groups,
  shown: Groups | undefined,
  draws: ImageDraws,
): DrawnDispersion[] {
  const { imageOf, counts } = draws;
  const inContents = new Map<string, Float64Array>();
  const ofContents = (labels: readonly number[]): Float64Array => {
    const key = labels.join();
    const known = inContents.get(key);
    if (known) return known;
    const each = Float64Array.from(shown?.members ?? [], (content) =>
      distances.dispersion(content.filter((i) => labels.includes(groups.groupOf[i]))),
    );
    inContents.set(key, each);
    return each;
  };
  const ofDraws = distances.coordinates
    ? dispersionsOfPoints(distances.coordinates, groups, draws)
    : dispersionsOfDistances(distances, groups, draws);
  return counts.map((drawn, at) => {
    const sizes = Float64Array.from(groups.members, (group) =>
      group.reduce((sum, i) => sum + drawn[imageOf[i]], 0),
    );
    const contents = shown?.members.reduce((sum, [first]) => sum + drawn[imageOf[first]], 0) ?? 0;
    return {
      sizes,
      contents,
      of: (labels) => {
        const size = labels.reduce((sum, g) => sum + sizes[g], 0);
        return size === 0 ? 0 : ofDraws[at](labels, size);
      },
      withinContents: (labels) =>
        ofContents(labels).reduce((sum, within, c) => sum + drawn[imageOf[shown!.members[c][0]]] * within, 0),
    };
  });
}

/** The dispersion of the points that a redraw takes of some labels; `size` is how many these are, not 0. */
type OfDraw = (labels: readonly number[], size: number) => number;

/** By the squared distances between each two images' points, added up once. */
function dispersionsOfDistances(
  distances: Distances,
  groups: Groups,
  { images, imageOf, counts }: ImageDraws,
): OfDraw[] {
  const k = groups.members.length;
  const blocks = imageBlocks(distances, groups, imageOf, images);
  return counts.map((drawn) => {
    const taken = Int32Array.from(drawn.keys()).filter((image) => drawn[image] > 0);
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
    return (labels, size) => {
      let sum = 0;
      for (const g of labels) for (const h of labels) if (h >= g) sum += sums[g * k + h];
      return sum / size;
    };
  });
}

/** By the points, which lie around their mean: n d steps a redraw, and no memory that grows with the square of the images. */
function dispersionsOfPoints(
  { rows: n, columns: d, data }: Matrix,
  { groupOf, members }: Groups,
  { imageOf, counts }: ImageDraws,
): OfDraw[] {
  const k = members.length;
  const squares = new Float64Array(n);
  for (let at = 0; at < n * d; at++) squares[Math.floor(at / d)] += data[at] * data[at];
  return counts.map((drawn) => {
    const sums = new Float64Array(k * d);
    const squared = new Float64Array(k);
    for (let i = 0; i < n; i++) {
      const weight = drawn[imageOf[i]];
      if (weight === 0) continue;
      squared[groupOf[i]] += weight * squares[i];
      for (let c = 0; c < d; c++) sums[groupOf[i] * d + c] += weight * data[i * d + c];
    }
    return (labels, size) => {
      let rest = labels.reduce((sum, g) => sum + squared[g], 0);
      for (let c = 0; c < d; c++) {
        const sum = labels.reduce((all, g) => all + sums[g * d + c], 0);
        rest -= (sum * sum) / size;
      }
      return Math.max(0, rest);
    };
  });
}

/**
 * For each two labels g <= h, at g k + h, the squared distances between their points added up by the points' images: images x
 * images, each two images once, at the larger.
 */
function imageBlocks(
  distances: Distances,
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
      const squares = distances.row(a);
      for (const b of h === g ? members[g].slice(0, place) : members[h]) {
        const [i, j] = [imageOf[a], imageOf[b]];
        block[Math.max(i, j) * images + Math.min(i, j)] += squares[b];
      }
    });
    return block;
  });
}
