import { createRandom } from '@ddr-lab/base/random';
import { createImage } from '@ddr-lab/images/image';
import { openScenes } from '@ddr-lab/images/sets/scenes';
import { cropCentre } from '@ddr-lab/images/crop';
import { describe, expect, it, test } from 'vitest';
import { lowResolved } from '../../src/degradations/low-resolution-model';
import { degrade } from '../../src/degradations/presets';
import { blurAndNoise } from '../../src/metrics/blur-and-noise';

const scenes = openScenes({ count: 8, height: 160, width: 160 });

describe('blur and noise between two images', () => {
  // Blur before shrinking is not quite the same as after: what aliases is blurred first. 5 % of the width, as measured on scenes beforehand.
  test.each([1.2, 2.4, 3.6])(
    'finds the width %f of a blur before the image was shrunk, with noise of 8 levels',
    async (blur) => {
      let [width, noise, correlation] = [0, 0, 0];
      for (let i = 0; i < scenes.count; i++) {
        const hr = cropCentre(await scenes.read(i), 128);
        const found = blurAndNoise(
          lowResolved(hr, { blur: 0, noise: 0 }),
          lowResolved(hr, { blur, noise: 8 }, { seed: i }),
        );
        width += (4 * found.blur) / scenes.count;
        noise += found.noise / scenes.count;
        correlation += found.correlation / scenes.count;
      }
      expect(Math.abs(width - blur) / blur).toBeLessThan(0.05);
      // Levels beyond 0 and 255 are cut, and the fit takes none of the noise with it but for one number of 1,728.
      expect(Math.abs(noise - 8)).toBeLessThan(0.4);
      // Four deviations of a mean correlation of 2 x 1,728 pairs in 8 images.
      expect(Math.abs(correlation)).toBeLessThan(4 / Math.sqrt(2 * 1728 * 8));
    },
  );

  it("finds the width of the library's own blur on images of one size", async () => {
    const image = cropCentre(await scenes.read(1), 64);
    const found = blurAndNoise(image, await degrade(image, 'blur1.5'));
    // Its window ends after four deviations, and it samples the Gaussian: 1 %.
    expect(Math.abs(found.blur - 1.5)).toBeLessThan(0.015);
    expect(found.noise).toBeLessThan(0.5);
  });

  it('finds nothing between an image and itself, and tells smooth noise from white', async () => {
    const image = cropCentre(await scenes.read(2), 48);
    expect(blurAndNoise(image, image)).toMatchObject({ blur: 0 });
    expect(blurAndNoise(image, image).noise).toBeLessThan(1e-4);
    const random = createRandom(3);
    const [flat, coarse] = [new Float32Array(48 * 48 * 3).fill(0.5), new Float32Array(48 * 48 * 3)];
    // Squares of 2 x 2 pixels of one value: half of all neighbours are equal, the others independent.
    for (let y = 0; y < 48; y += 2) {
      for (let x = 0; x < 48; x += 2) {
        const value = 0.5 + 0.05 * random.normal();
        for (const at of [y * 48 + x, y * 48 + x + 1, (y + 1) * 48 + x, (y + 1) * 48 + x + 1]) {
          coarse.fill(value, 3 * at, 3 * at + 3);
        }
      }
    }
    const found = blurAndNoise(createImage(48, 48, flat), createImage(48, 48, coarse));
    expect(found.correlation).toBeGreaterThan(0.4);
    expect(found.correlation).toBeLessThan(0.6);
    expect(Math.abs(found.noise - 255 * 0.05)).toBeLessThan(1.5);
  });

  it('says what it needs', () => {
    const [small, other] = [createImage(8, 8), createImage(16, 20)];
    expect(() => blurAndNoise(small, small)).toThrow(/need 16 x 16 pixels, not 8 x 8/);
    expect(() => blurAndNoise(other, createImage(20, 16))).toThrow(/one size, not 16 x 20 and 20 x 16/);
  });
});
