import { describe, expect, it } from 'vitest';
import { createImage } from '@ddr-lab/images/image';
import {
  checkDiscriminativeFilters,
  layerShares,
  type MaskingPoint,
} from '../../../src/studies/discriminative-filters';
import { gradientChange } from '../../../src/studies/discriminative-filters/difference';

const masking = (faig: number, others: number, other: number): MaskingPoint[] =>
  (['blur', 'noise'] as const).flatMap((kind) => [
    { method: 'faig', kind, share: 0.01, own: faig, other },
    { method: 'random', kind, share: 0.01, own: others, other: 1 },
  ]);
/** All of the top kernels in one layer of two. */
const layersAt = (place: number) =>
  [0, 1].map((at) => ({ layer: `${at}`, place: at, share: at === place ? 1 : 0 }));
const strength = (errors: readonly number[]) =>
  errors.map((error, i) => ({ strength: i / (errors.length - 1), error }));

describe('the claims on discriminative filters', () => {
  it('hold, hold weakly and do not hold as their thresholds say', () => {
    const of = (
      points: MaskingPoint[],
      late: boolean,
      errors: readonly number[],
      accuracy: number,
    ): string[] =>
      checkDiscriminativeFilters({
        masking: points,
        layers: { blur: layersAt(late ? 1 : 0), noise: layersAt(late ? 0 : 1) },
        strength: strength(errors),
        prediction: { accuracy, responses: [] },
      }).map(({ verdict }) => verdict);
    expect(of(masking(3, 1, 1), true, [3, 2, 1], 0.9)).toEqual(Array.from({ length: 6 }, () => 'holds'));
    expect(of(masking(1.2, 1, 0.9), true, [3, 4, 1], 0.6)).toEqual([
      ...Array.from({ length: 3 }, () => 'holds weakly'),
      'holds',
      ...Array.from({ length: 2 }, () => 'holds weakly'),
    ]);
    expect(of(masking(0.5, 1, 0.5), false, [1, 2, 3], 0.3)).toEqual(
      Array.from({ length: 6 }, () => 'does not hold'),
    );
  });

  it('count where the top kernels are', () => {
    const scores = [
      { layer: 'a', outputs: 1, inputs: 2, scores: Float64Array.of(5, 0) },
      { layer: 'b', outputs: 2, inputs: 1, scores: Float64Array.of(4, 3) },
    ];
    expect(layerShares(scores, 0.5)).toEqual([
      { layer: 'a', place: 0, share: 0.5 },
      { layer: 'b', place: 1, share: 0.5 },
    ]);
  });

  it('measure the change of gradients of luma: none where a constant is the same, some at an edge', () => {
    const flat = createImage(4, 4, new Float32Array(48).fill(0.5));
    expect(gradientChange([flat], [flat])).toBe(0);
    const edge = createImage(
      4,
      4,
      Float32Array.from({ length: 48 }, (_, i) => (i % 12 < 6 ? 0.2 : 0.5)),
    );
    expect(gradientChange([edge], [flat])).toBeGreaterThan(0);
  });
});
