import { describe, expect, it } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { shrinkClip } from '@ddr-lab/images/clip';
import { crop } from '@ddr-lab/images/crop';
import { createImage, type Image } from '@ddr-lab/images/image';
import { boxSum } from '@ddr-lab/images/motion/box-sum';
import { estimateFlow } from '@ddr-lab/images/motion/estimate-flow';
import { createFlow, endpointError, evenFlow } from '@ddr-lab/images/motion/flow';
import { matchBlocks } from '@ddr-lab/images/motion/match-blocks';
import { medianFlow } from '@ddr-lab/images/motion/median-flow';
import { openMovingScenes } from '@ddr-lab/images/scenes/moving/moving-scenes';
import { drawScene } from '@ddr-lab/images/scenes/scene';

const random = createRandom(6);
const numbers = (length: number): Float64Array => Float64Array.from({ length }, () => random.uniform());

describe('its parts', () => {
  it('boxSum is the sum by definition', () => {
    const [height, width] = [5, 7];
    const values = numbers(35);
    for (const radius of [0, 1, 3, 9]) {
      const out = new Float64Array(35);
      boxSum(values, height, width, radius, out);
      out.forEach((sum, i) => {
        let wanted = 0;
        values.forEach((value, k) => {
          const near = Math.max(
            Math.abs((k % width) - (i % width)),
            Math.abs(Math.floor(k / width) - Math.floor(i / width)),
          );
          if (near <= radius) wanted += value;
        });
        // Running sums in float64 of at most 35 numbers below 1.
        expect(sum).toBeCloseTo(wanted, 12);
      });
    }
  });

  it('medianFlow is the upper median of each component', () => {
    const flow = createFlow(2, 3, Float32Array.of(5, 0, 1, 0, 9, 0, -3, 7, 2, 8, 4, 6));
    // About the upper left: 5 1 -3 2, and 0 0 7 8. About the middle of the upper row: all six of each.
    expect([...medianFlow(flow, 1).data.subarray(0, 4)]).toEqual([2, 7, 4, 6]);
    expect(medianFlow(flow, 0).data).toEqual(flow.data);
  });

  it('matchBlocks takes the nearer of equal matches', () => {
    const even = createImage(6, 6, new Float32Array(108).fill(0.5));
    const flow = matchBlocks(even, even, { reach: 2, radius: 1, perPixel: 1e-3, leaving: 0 });
    expect(flow.data.every((value) => value === 0)).toBe(true);
  });
});

/** A scene with detail everywhere (nothing tells how a plain sky moves), and how it looks from a place (dx, dy) further on, in LR pixels of 4 HR pixels: fractions of quarters. */
function shifted(dx: number, dy: number): [Image, Image] {
  const scene = drawScene({ seed: 2, index: 5, height: 256, width: 256, kind: 'leaves' });
  const clip = (top: number, left: number): Image => crop(scene, top, left, 128);
  const { frames } = shrinkClip({
    height: 128,
    width: 128,
    frames: [clip(64, 64), clip(64 - 4 * dy, 64 - 4 * dx)],
  });
  return [frames[0], frames[1]];
}

describe('estimateFlow', () => {
  it.each([
    [0, 0],
    [1, -2],
    [-7, 5],
    [0.5, 0.25],
    [2.75, -3.25],
  ])('finds a shift of (%d, %d) pixels', (dx, dy) => {
    const [from, to] = shifted(dx, dy);
    const flow = estimateFlow(from, to);
    const truth = evenFlow(32, 32, dx, dy);
    const outside = Uint8Array.from({ length: 1024 }, (_, i) => {
      const x = (i % 32) + dx;
      const y = Math.floor(i / 32) + dy;
      return x < 0 || y < 0 || x > 31 || y > 31 ? 1 : 0;
    });
    // Whole pixels: blocks match exactly but for where the LR filter meets the border. Fractions: LR images alias, and no
    // match is exact; a mean error of one HR pixel, a quarter, is the step between the motions that there are.
    const whole = Number.isInteger(dx) && Number.isInteger(dy);
    expect(endpointError(flow, truth, outside)).toBeLessThan(whole ? 0.1 : 0.25);
  });

  it('errs on moving scenes by less than staying does, and by under a pixel', async () => {
    const clips = openMovingScenes({
      seed: 21,
      scenes: 4,
      height: 128,
      width: 128,
      speeds: [1, 6],
      turning: 0,
    });
    const errors = [0, 0];
    for (let index = 0; index < 4; index++) {
      const moving = await clips.read(index);
      const { frames } = shrinkClip(moving.clip);
      const found = estimateFlow(frames[1], frames[2]);
      errors[0] += endpointError(found, moving.flows[2], moving.hidden[2]) / 4;
      errors[1] += endpointError(createFlow(32, 32), moving.flows[2], moving.hidden[2]) / 4;
    }
    expect(errors[0]).toBeLessThan(1);
    expect(errors[1]).toBeGreaterThan(2 * errors[0]);
  });

  it('refuses frames and options that do not fit', () => {
    const image = createImage(4, 4);
    expect(() => estimateFlow(image, createImage(4, 5))).toThrow('from 4 x 4 to 4 x 5');
    expect(() => estimateFlow(createImage(1, 4), createImage(1, 4))).toThrow('2 x 2 at least');
    expect(() => estimateFlow(image, image, { reach: 1.5 })).toThrow('not 1.5 and 2');
    expect(estimateFlow(image, image).data.every((value) => value === 0)).toBe(true);
  });
});
