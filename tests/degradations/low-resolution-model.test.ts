import { describe, expect, it } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { crop } from '@ddr-lab/images/crop';
import { filterSeparable } from '@ddr-lab/images/filter';
import { createImage, type Image } from '@ddr-lab/images/image';
import { resize } from '@ddr-lab/images/resize';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import {
  drawDegradation,
  lowResolved,
  shrinkingKernel,
  shrunk,
} from '../../src/degradations/low-resolution-model';

const hr = drawScene({ seed: 5, height: 128, width: 144 });

/** Blur by 21 taps and then MATLAB's bicubic, one after the other. */
function oneByOne(image: Image, sigma: number): Image {
  const taps = Float64Array.from({ length: 21 }, (_, i) => Math.exp(-((i - 10) ** 2) / (2 * sigma ** 2)));
  const sum = taps.reduce((a, b) => a + b, 0);
  const kernel = taps.map((tap) => tap / sum);
  const { height, width } = image;
  const data = Float32Array.from(filterSeparable({ height, width, data: image.data }, kernel, kernel));
  return resize(createImage(height, width, data), { scale: 1 / 4 });
}

describe('the LR model of blind super-resolution', () => {
  it.each([0.8, 2.4, 3.6])('blur %d and bicubic as one kernel are the two one after the other', (blur) => {
    const part = { scale: 4, top: 0, left: 0, height: 32, width: 36 };
    const whole = createImage(32, 36, shrunk(hr, shrinkingKernel(blur, 4), part));
    // Away from the border, where the one mirrors once and the other twice; float32 between the two.
    const [a, b] = [whole, oneByOne(hr, blur)].map((image) => crop(image, 5, 5, { height: 22, width: 26 }));
    const apart = a.data.reduce((most, value, i) => Math.max(most, Math.abs(value - b.data[i])), 0);
    expect(apart).toBeLessThan(2e-6);
    expect(shrinkingKernel(blur, 4).weights.length).toBe(36);
    expect(shrinkingKernel(blur, 4).first).toBe(-16);
  });

  it("is MATLAB's bicubic where there is neither blur nor noise, border included", () => {
    const ours = lowResolved(hr, { blur: 0, noise: 0 });
    const plain = resize(hr, { scale: 1 / 4, border: 'mirror' });
    const theirs = plain.data.map((value) => Math.round(255 * Math.min(1, Math.max(0, value))) / 255);
    // Ties may be rounded the other way; MATLAB itself also rounds between rows and columns (`levels` of `resize`), which moves a level here and there.
    const others = [...ours.data].filter((value, i) => Math.abs(value - theirs[i]) > 1e-6);
    expect(others.length).toBeLessThan(4);
    const rounded = resize(hr, { scale: 1 / 4, levels: 255, border: 'mirror' });
    const most = rounded.data.reduce((m, value, i) => Math.max(m, Math.abs(value - ours.data[i])), 0);
    expect(255 * most).toBeLessThan(1.001);
  });

  it('gives a part as it is in the whole', () => {
    const kernel = shrinkingKernel(2, 4);
    const whole = createImage(
      32,
      36,
      shrunk(hr, kernel, { scale: 4, top: 0, left: 0, height: 32, width: 36 }),
    );
    const part = shrunk(hr, kernel, { scale: 4, top: 3, left: 30, height: 8, width: 6 });
    expect(part).toEqual(crop(whole, 3, 30, { height: 8, width: 6 }).data);
  });

  it('adds noise of the deviation asked for, by its seed, in 8-bit levels', () => {
    const grey = createImage(256, 256);
    grey.data.fill(0.5);
    const { data } = lowResolved(grey, { blur: 0, noise: 12 }, { seed: 3 });
    const mean = data.reduce((sum, value) => sum + value, 0) / data.length;
    const deviation = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
    // Of 12,288 samples: the deviation's own is 0.6 %; rounding adds 1/12 of a level squared.
    expect(255 * deviation).toBeGreaterThan(11.7);
    expect(255 * deviation).toBeLessThan(12.3);
    expect(data.every((value) => Math.abs(255 * value - Math.round(255 * value)) < 1e-4)).toBe(true);
    expect(lowResolved(grey, { blur: 0, noise: 12 }, { seed: 3 }).data).toEqual(data);
    expect(lowResolved(grey, { blur: 0, noise: 12 }, { seed: 4 }).data).not.toEqual(data);
  });

  it('draws from ranges, with shares that have no noise or no blur', () => {
    const random = createRandom(1);
    const model = { blur: [0.2, 4], noise: [0, 25], without: { noise: 0.3, blur: 0.1 } } as const;
    const drawn = Array.from({ length: 2000 }, () => drawDegradation(model, random));
    const share = (is: (one: (typeof drawn)[number]) => boolean): number =>
      drawn.filter(is).length / drawn.length;
    // 4 deviations of a share of 2,000.
    expect(Math.abs(share(({ noise }) => noise === 0) - 0.3)).toBeLessThan(0.041);
    expect(Math.abs(share(({ blur }) => blur === 0) - 0.1)).toBeLessThan(0.027);
    expect(drawn.every(({ blur, noise }) => (blur === 0 || blur >= 0.2) && blur <= 4 && noise <= 25)).toBe(
      true,
    );
    expect(drawDegradation({ blur: 2.4, noise: 8 }, random)).toEqual({ blur: 2.4, noise: 8 });
  });

  it('refuses what makes no sense, in words', () => {
    expect(() => lowResolved(createImage(10, 12), { blur: 1, noise: 0 })).toThrow(
      /10 x 12 cannot be shrunk by 4/,
    );
    expect(() => lowResolved(hr, { blur: -1, noise: 0 })).toThrow(/blur is a deviation from 0 on, not -1/);
    expect(() => drawDegradation({ blur: [2, 1], noise: 0 }, createRandom(1))).toThrow(/range of blur/);
  });
});
