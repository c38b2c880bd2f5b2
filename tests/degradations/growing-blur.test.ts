import { describe, expect, it } from 'vitest';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { columnBlurs, growinglyBlurred } from '../../src/degradations/growing-blur';
import { lowResolved } from '../../src/degradations/low-resolution-model';

const hr = drawScene({ seed: 3, index: 1, height: 48, width: 64 });

describe('a blur that grows from left to right', () => {
  it('is in each column that of the whole image at the width of this column', () => {
    const growing = { blur: [0, 4] as const, noise: 0 };
    const lr = growinglyBlurred(hr, growing);
    expect([lr.height, lr.width]).toEqual([12, 16]);
    columnBlurs(growing, 16).forEach((blur, x) => {
      const whole = lowResolved(hr, { blur, noise: 0 });
      for (let y = 0; y < 12; y++) {
        const at = 3 * (16 * y + x);
        expect([...lr.data.subarray(at, at + 3)]).toEqual([...whole.data.subarray(at, at + 3)]);
      }
    });
  });

  it('is an even one where both edges have one width, noise included', () => {
    const growing = growinglyBlurred(hr, { blur: [1.5, 1.5], noise: 7 }, { seed: 4 });
    const even = lowResolved(hr, { blur: 1.5, noise: 7 }, { seed: 4 });
    expect(growing.data).toEqual(even.data);
  });

  it('goes evenly from edge to edge', () => {
    expect(columnBlurs({ blur: [1, 3] }, 5)).toEqual([1, 1.5, 2, 2.5, 3]);
    expect(columnBlurs({ blur: [1, 3] }, 1)).toEqual([1]);
  });

  it('refuses widths below 0 and sizes that are no multiple of the scale', () => {
    expect(() => growinglyBlurred(hr, { blur: [0, -1] })).toThrow(/from 0 on, not -1/);
    expect(() => growinglyBlurred(hr, { blur: [0, 1] }, { scale: 5 })).toThrow(/cannot be shrunk by 5/);
  });
});
