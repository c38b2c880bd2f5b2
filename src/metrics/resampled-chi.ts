import { checkFinite, type Matrix, squarable } from '@ddr-lab/base/arrays/matrix';
import { InputError } from '@ddr-lab/base/errors';
import { groupedBy } from './dispersion';
import { checkDraws, type ImageDraws } from './image-draws';

/**
 * CHI (`clusterScores`) of the points that each redraw of the images takes, an image drawn twice being there twice; mean over the
 * maps. The maps stay as they are: what is drawn anew is the images, not t-SNE's layout of them.
 *
 * Where each label belongs to one image alone (labels are images, say), an image drawn twice makes two groups, as two images would.
 *
 * @param maps of the same points, n x d each, such as those of several t-SNE runs.
 * @param labels of the n points.
 * @param draws of the n points' images.
 * @returns a CHI for each redraw; NaN where there is none: fewer than two groups, as many groups as points, or groups without any extent.
 * @throws InputError for no maps, maps or draws of another number of points, NaN or infinite points.
 */
export function resampledChi(
  maps: readonly Matrix[],
  labels: ArrayLike<number>,
  draws: ImageDraws,
): number[] {
  if (maps.length === 0) throw new InputError('There are no maps to score.');
  const scored = maps.map((points) => chiOfDraws(points, labels, draws));
  return draws.counts.map((_, d) => scored.reduce((sum, chi) => sum + chi[d], 0) / maps.length);
}

function chiOfDraws(points: Matrix, labels: ArrayLike<number>, draws: ImageDraws): number[] {
  const { imageOf, counts } = draws;
  checkFinite(points, 'The points');
  const { rows: n, columns: d } = points;
  checkDraws(draws, n);
  const { groupOf, members } = groupedBy(labels, n, 'labels');
  const k = members.length;
  const { centres, data, squares } = aroundCentres(squarable(points).scaled, groupOf, k);
  const ownImage = members.map((group) =>
    group.every((i) => imageOf[i] === imageOf[group[0]]) ? imageOf[group[0]] : -1,
  );
  const oneImageEach = ownImage.every((image) => image >= 0);
  const weights = new Float64Array(k);
  const sums = new Float64Array(k * d);
  const centre = new Float64Array(d);
  return counts.map((drawn) => {
    weights.fill(0);
    sums.fill(0);
    centre.fill(0);
    let squared = 0;
    let total = 0;
    for (let i = 0; i < n; i++) {
      const weight = drawn[imageOf[i]];
      if (weight === 0) continue;
      const at = groupOf[i] * d;
      weights[groupOf[i]] += weight;
      total += weight;
      squared += weight * squares[i];
      for (let j = 0; j < d; j++) sums[at + j] += weight * data[i * d + j];
    }
    let wd = squared;
    let groups = 0;
    for (let c = 0; c < k; c++) {
      if (weights[c] === 0) continue;
      groups += oneImageEach ? drawn[ownImage[c]] : 1;
      for (let j = 0; j < d; j++) {
        wd -= sums[c * d + j] ** 2 / weights[c];
        // From here on the group's mean, no longer a sum around its centre.
        sums[c * d + j] = centres[c * d + j] + sums[c * d + j] / weights[c];
        centre[j] += (weights[c] * sums[c * d + j]) / total;
      }
    }
    // What rounding leaves of points that lie on one spot each.
    if (groups < 2 || groups >= total || wd <= 1e-12 * squared) return NaN;
    let bd = 0;
    for (let c = 0; c < k; c++) {
      if (weights[c] === 0) continue;
      for (let j = 0; j < d; j++) bd += weights[c] * (sums[c * d + j] - centre[j]) ** 2;
    }
    return (bd / wd) * ((total - groups) / (groups - 1));
  });
}

interface AroundCentres {
  /** Of the groups, k x d, from the first point on. */
  readonly centres: Float64Array;
  /** Each point less its group's centre, so that sums of squares lose no digits. */
  readonly data: Float64Array;
  readonly squares: Float64Array;
}

function aroundCentres({ rows: n, columns: d, data }: Matrix, groupOf: Int32Array, k: number): AroundCentres {
  const centres = new Float64Array(k * d);
  const sizes = new Float64Array(k);
  for (let i = 0; i < n; i++) {
    sizes[groupOf[i]]++;
    for (let j = 0; j < d; j++) centres[groupOf[i] * d + j] += data[i * d + j] - data[j];
  }
  for (let at = 0; at < k * d; at++) centres[at] /= sizes[Math.floor(at / d)];
  const moved = new Float64Array(n * d);
  const squares = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < d; j++) {
      const value = data[i * d + j] - data[j] - centres[groupOf[i] * d + j];
      moved[i * d + j] = value;
      squares[i] += value * value;
    }
  }
  return { centres, data: moved, squares };
}
