import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { brisqueFeatures } from '@ddr-lab/quality/brisque';
import { niqe } from '@ddr-lab/quality/niqe';
import { niqeFeatures } from '@ddr-lab/quality/niqe-features';
import { draw, type Drawing } from './drawing';

interface Reference {
  readonly images: readonly {
    readonly drawing: Drawing;
    readonly sum: number;
    readonly brisque: readonly number[];
    readonly blocks: readonly (readonly number[])[];
    readonly sharpness: readonly number[];
  }[];
  readonly model: { readonly mean: readonly number[]; readonly covariance: readonly number[] };
  readonly niqe: number;
}

const file = path.join(__dirname, '../../fixtures/quality/naturalness.json');
const reference = JSON.parse(readFileSync(file, 'utf8')) as Reference;
const images = reference.images.map(({ drawing }) => draw(drawing));

/** Both compute in float64 and choose shapes from the same grid; what is left is the order of sums. */
const tolerance = 1e-7;
const farthest = (ours: ArrayLike<number>, theirs: readonly number[]): number =>
  Math.max(...theirs.map((value, i) => Math.abs(value - ours[i])));

describe('against NumPy and SciPy', () => {
  it('draws the same images', () => {
    const sums = images.map(({ data }) => Math.round(data.reduce((sum, value) => sum + 255 * value, 0)));
    expect(sums).toEqual(reference.images.map(({ sum }) => sum));
  });

  it.each([0, 1, 2])("BRISQUE's features of image %i", (i) => {
    expect(farthest(brisqueFeatures(images[i]), reference.images[i].brisque)).toBeLessThan(tolerance);
  });

  it.each([0, 1, 2])("NIQE's features of image %i", (i) => {
    const { blocks, sharpness } = niqeFeatures(images[i]);
    expect(blocks.rows).toBe(2);
    expect(farthest(blocks.data, reference.images[i].blocks.flat())).toBeLessThan(tolerance);
    expect(farthest(sharpness, reference.images[i].sharpness)).toBeLessThan(tolerance);
  });

  it("NIQE's distance to a given model", () => {
    const model = {
      mean: Float64Array.from(reference.model.mean),
      covariance: Float64Array.from(reference.model.covariance),
    };
    // The covariance is stored to 12 decimals.
    expect(Math.abs(niqe(images[2], { model }) / reference.niqe - 1)).toBeLessThan(1e-6);
  });
});
