import { expect, it } from 'vitest';
import { exponents } from '../../benchmarks/exponent';
import type { ResultRow } from '../../benchmarks/results';
import { remarks } from '../../benchmarks/table';

const row = (
  name: string,
  peer: string,
  images: number,
  ours: number | null,
  theirs: number | null,
): ResultRow => ({ name, peer, images, growth: images / 3, ours_ms: ours, peer_ms: theirs }) as ResultRow;

it('the power of growth is the slope of logarithms, of each side that has three sizes', () => {
  const rows = [3, 6, 12, 24].flatMap((n) => [
    row('pca', 'full', n, 5 * n ** 2, n ** 3),
    row('pca', 'randomised', n, 5 * n ** 2, 2 * n),
    row('attribution', 'none', n, 7 * n, null),
    row('short', 'full', n, n === 24 ? null : n, n > 6 ? null : n),
  ]);
  const found = exponents(rows).map(({ name, side, exponent, sizes }) => [
    name,
    side,
    exponent.toFixed(9),
    sizes,
  ]);
  expect(found).toEqual([
    ['pca', 'ours', '2.000000000', 4],
    ['pca', 'full', '3.000000000', 4],
    ['pca', 'randomised', '1.000000000', 4],
    ['attribution', 'ours', '1.000000000', 4],
    ['short', 'ours', '1.000000000', 3],
  ]);
  // By hand: of times 1, 2 and 16 at 1, 2 and 4 images the slope of logarithms 0, 1, 4 at 0, 1, 2 is 2.
  expect(
    exponents([1, 2, 4].map((n) => row('x', 'none', n, [1, 2, 16][Math.log2(n)], null)))[0].exponent,
  ).toBeCloseTo(2, 12);
  expect(remarks(rows)).toContain('pca, ours: time grows as the images to the power 2.00 (4 sizes).');
});
