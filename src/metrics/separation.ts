import type { Matrix } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { dealtAsWell } from './dealt-labels';
import { groupedBy, type Groups } from './dispersion';
import { type Distances, keptDistances } from './distances';
import type { ResampledSeparation } from './resampled-separation';

/** What is found of all distances, a point at a time. */
interface ByPoint {
  /**
   * The mean silhouette of points (Rousseeuw 1987): (b - a) / max(a, b), where a is a point's mean distance to its own group
   * and b the least mean distance to another; 0 for a point alone in its group, as in scikit-learn's `silhouette_score`.
   */
  readonly silhouette: number;
  /** See `Separation.neighbours`. */
  readonly neighbours: number;
}

function byPoint(distances: Distances, groups: Groups, shown?: Groups): ByPoint {
  const n = distances.points;
  const { groupOf, members } = groups;
  const means = new Float64Array(members.length);
  let [sum, right, asked] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const squares = distances.row(i);
    const nearest = nearestOther(squares, i, shown);
    if (nearest >= 0) {
      asked++;
      if (groupOf[i] === groupOf[nearest]) right++;
    }
    means.fill(0);
    for (let j = 0; j < n; j++) means[groupOf[j]] += Math.sqrt(squares[j]);
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
  if (asked === 0) throw new InputError('All points show one content: there is no neighbour of another.');
  return { silhouette: sum / n, neighbours: right / asked };
}

/** The nearest point that shows something else; -1 where there is none. */
function nearestOther(squares: ArrayLike<number>, i: number, shown?: Groups): number {
  let nearest = -1;
  for (let j = 0; j < squares.length; j++) {
    if (shown ? shown.groupOf[i] === shown.groupOf[j] : i === j) continue;
    if (nearest < 0 || squares[j] < squares[nearest]) nearest = j;
  }
  return nearest;
}

/** How well two groups are told apart. */
export interface PairSeparation {
  /** The labels of the two. */
  readonly labels: readonly [number, number];
  /** CHI of these two groups alone; grows with the number of points, as CHI does. */
  readonly chi: number;
  /** See `Separation.share`; of these two groups alone. */
  readonly share: number;
}

/** How well labels separate points, by measures of which none but CHI grows with the number of points. */
export interface Separation {
  /** How many points, and how many labels. */
  readonly points: number;
  readonly groups: number;
  /** Calinski-Harabasz index. It is proportional to the number of points: it means nothing without it. */
  readonly chi: number;
  /**
   * The labels' share of the variance, corrected for what chance adds (a variance component): about 0 where labels mean
   * nothing, 1 where nothing else differs. It does not grow with the number of points.
   */
  readonly share: number;
  /** Of a mean over maps: the share in each of them. */
  readonly shares?: readonly number[];
  /** Mean silhouette (Rousseeuw 1987), from -1 to 1. */
  readonly silhouette: number;
  /** Share of the points whose nearest neighbour, among points of other contents, has their label. Chance: 1 / groups. */
  readonly neighbours: number;
  /** Each two labels. */
  readonly pairs: readonly PairSeparation[];
  /** The two labels that are told apart the least: what a reader of a map looks for. */
  readonly least: PairSeparation;
  /**
   * How often labels dealt at random separate the points as well (PERMANOVA, Anderson 2001): (1 + as good ones) / (1 + deals).
   * Where contents are given, labels are dealt within each content, as each content was seen under each label.
   */
  readonly p: number;
  /** What some of these numbers would be, had other images been drawn. */
  readonly resampled?: ResampledSeparation;
}

/** What `separation` takes besides distances and labels. */
export interface SeparationOptions {
  /**
   * What each point shows: points of one content are the same patch under several degradations. Default: every point
   * shows something else.
   */
  readonly contents?: ArrayLike<number>;
  /**
   * The points that the distances are of, n x d. Of few dimensions, as a t-SNE map's, the deals of the labels are judged by them, which takes
   * n d steps instead of n squared over the groups; `p` is the same. Default: by the distances.
   */
  readonly points?: Matrix;
  /** Random deals of the labels; default 999. */
  readonly permutations?: number;
  /** Seed of the deals; default 0. */
  readonly seed?: number;
}

/**
 * How well labels separate points, from the points' squared distances alone.
 *
 * `share` is made of variance components: with contents, those of a two-way analysis of variance, content (random) by
 * label (fixed) without replication; without, of a one-way. Sums of squares come from distances as in PERMANOVA
 * (Anderson 2001, eq. 1): half the mean squared distance within a group, summed.
 *
 * @param squares n x n squared distances (`squaredDistances`), or distances that are made when they are asked for (`distancesOf`).
 * @param labels n labels, such as the degradation of each patch.
 * @throws InputError for fewer than two labels, as many labels as points, another number of labels or contents than points.
 */
export function separation(
  squares: Matrix | Distances,
  labels: ArrayLike<number>,
  { contents, permutations = 999, seed = 0, points }: SeparationOptions = {},
): Separation {
  const distances = 'row' in squares ? squares : keptDistances(squares);
  const n = distances.points;
  const groups = groupedBy(labels, n, 'labels');
  const k = groups.members.length;
  if (k < 2) throw new InputError(`All ${n} labels are the same: two at least are needed.`);
  if (k >= n) throw new InputError(`${n} points cannot be scored in ${k} groups: fewer groups are needed.`);
  const shown = contents && groupedBy(contents, n, 'contents');
  const everywhere = Array.from({ length: n }, (_, i) => i);
  const pairs: PairSeparation[] = [];
  for (let a = 0; a < k; a++) {
    for (let b = a + 1; b < k; b++) {
      const of = [...groups.members[a], ...groups.members[b]];
      pairs.push({
        labels: [groups.values[a], groups.values[b]],
        chi: chiOf(distances, groups, of),
        share: shareOf(distances, groups, shown, of),
      });
    }
  }
  return {
    points: n,
    groups: k,
    chi: chiOf(distances, groups, everywhere),
    share: shareOf(distances, groups, shown, everywhere),
    ...byPoint(distances, groups, shown),
    pairs,
    least: leastOf(pairs),
    p: dealtAsWell(distances, groups, shown, { permutations, seed, points }),
  };
}

/**
 * The mean of separations of the same points, such as of several t-SNE runs; `p` is the largest.
 *
 * @throws InputError for none.
 */
export function meanSeparation(all: readonly Separation[]): Separation {
  if (all.length === 0) throw new InputError('There are no runs to take the mean of.');
  const mean = (of: (one: Separation) => number): number =>
    all.reduce((sum, one) => sum + of(one), 0) / all.length;
  const pairs = all[0].pairs.map(({ labels }, at) => ({
    labels,
    chi: mean((one) => one.pairs[at].chi),
    share: mean((one) => one.pairs[at].share),
  }));
  return {
    points: all[0].points,
    groups: all[0].groups,
    chi: mean((one) => one.chi),
    share: mean((one) => one.share),
    shares: all.map(({ share }) => share),
    silhouette: mean((one) => one.silhouette),
    neighbours: mean((one) => one.neighbours),
    pairs,
    least: leastOf(pairs),
    p: Math.max(...all.map(({ p }) => p)),
  };
}

const leastOf = (pairs: readonly PairSeparation[]): PairSeparation =>
  pairs.reduce((least, pair) => (pair.share < least.share ? pair : least));

/** CHI of some points: BD / WD (n - k) / (k - 1), as `clusterScores` has it. */
function chiOf(distances: Distances, groups: Groups, of: readonly number[]): number {
  const total = distances.dispersion(of);
  const { within, count } = withinGroups(distances, groups, of);
  return within === 0 ? 1 : ((total - within) / within) * ((of.length - count) / (count - 1));
}

/** The labels' share of the variance of some points. */
function shareOf(
  distances: Distances,
  groups: Groups,
  shown: Groups | undefined,
  of: readonly number[],
): number {
  const n = of.length;
  const total = distances.dispersion(of);
  if (total === 0) return 0;
  const { within, count: k } = withinGroups(distances, groups, of);
  const between = total - within;
  const contents = shown && withinGroups(distances, shown, of);
  if (!contents || contents.count * k !== n) {
    const error = within / (n - k);
    const effect = (between - (k - 1) * error) / n;
    return effect / (effect + error);
  }
  const m = contents.count;
  if (m === 1) return between / total;
  const ofContents = total - contents.within;
  const error = Math.max(0, total - between - ofContents) / ((m - 1) * (k - 1));
  const effect = (between - (k - 1) * error) / n;
  const ofContent = Math.max(0, (ofContents / (m - 1) - error) / k);
  return effect / (effect + ofContent + error);
}

/** The dispersion within the groups of some points, and how many groups there are. */
function withinGroups(
  distances: Distances,
  { groupOf }: Groups,
  of: readonly number[],
): { within: number; count: number } {
  const members = new Map<number, number[]>();
  for (const i of of) {
    const group = members.get(groupOf[i]);
    if (group) group.push(i);
    else members.set(groupOf[i], [i]);
  }
  let within = 0;
  for (const group of members.values()) within += distances.dispersion(group);
  return { within, count: members.size };
}
