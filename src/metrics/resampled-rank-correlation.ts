import { checkDraws, type ImageDraws } from './image-draws';
import { groupRanks, tiedGroups, type TiedGroups } from './dispersion';

/**
 * The rank correlation (`rankCorrelation`) of two numbers that each point has, of the points that each redraw of the images takes, an
 * image drawn twice being there twice.
 *
 * @param a one number a point, as `b`.
 * @returns a rank correlation for each redraw; NaN where it takes no point, or points that are all the same in a or in b.
 * @throws InputError for another number of points drawn than numbers, and for a number that is not finite.
 */
export function resampledRankCorrelation(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
  draws: ImageDraws,
): number[] {
  checkDraws(draws, a.length);
  checkDraws(draws, b.length);
  const [ofA, ofB] = [tiedGroups(a), tiedGroups(b)];
  const weights = new Float64Array(a.length);
  return draws.counts.map((drawn) => {
    let taken = 0;
    for (let i = 0; i < weights.length; i++) {
      weights[i] = drawn[draws.imageOf[i]];
      taken += weights[i];
    }
    const [ranksA, ranksB] = [drawnRanks(ofA, weights), drawnRanks(ofB, weights)];
    // Of all ranks, whatever the ties.
    const mean = (taken + 1) / 2;
    let [aa, ab, bb] = [0, 0, 0];
    for (let i = 0; i < weights.length; i++) {
      const [fromA, fromB] = [ranksA[ofA.groupOf[i]] - mean, ranksB[ofB.groupOf[i]] - mean];
      aa += weights[i] * fromA * fromA;
      ab += weights[i] * fromA * fromB;
      bb += weights[i] * fromB * fromB;
    }
    // Ranks are halves of whole numbers: where all are the same, the squares are 0 and not nearly so.
    return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : NaN;
  });
}

/** The rank of each group in one redraw. */
function drawnRanks({ groupOf, count }: TiedGroups, weights: Float64Array): Float64Array {
  const sizes = new Float64Array(count);
  for (let i = 0; i < weights.length; i++) sizes[groupOf[i]] += weights[i];
  return groupRanks(sizes);
}
