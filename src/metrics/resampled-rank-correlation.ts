import { checkDraws, drawnPoints, type ImageDraws } from './image-draws';
import { rankCorrelation } from './rank-correlation';

/**
 * The rank correlation (`rankCorrelation`) of two numbers that each point has, of the points that each redraw of the images takes, an
 * image drawn twice being there twice.
 *
 * @param a one number a point, as `b`.
 * @returns a rank correlation for each redraw; NaN where it takes fewer than two points, or points that are all the same in a or in b.
 * @throws InputError for another number of points drawn than numbers, and as `rankCorrelation`.
 */
export function resampledRankCorrelation(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  draws: ImageDraws,
): number[] {
  checkDraws(draws, a.length);
  checkDraws(draws, b.length);
  return draws.counts.map((drawn) => {
    const points = drawnPoints(draws, drawn);
    const [ofA, ofB] = [a, b].map((numbers) => points.map((i) => numbers[i]));
    const ordered = [ofA, ofB].every((numbers) => numbers.some((one) => one !== numbers[0]));
    return ordered ? rankCorrelation(ofA, ofB) : NaN;
  });
}
