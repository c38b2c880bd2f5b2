import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputError } from '@ddr-lab/base/errors';
import { drawObject, objectClasses } from '@ddr-lab/images/scenes/objects';
import { drawScene, type SceneKind } from '@ddr-lab/images/scenes/scene';

const kinds: SceneKind[] = ['leaves', 'landscape', 'thicket', 'building', 'stones', 'portrait', 'surface'];

describe('drawScene', () => {
  it('draws every kind at any size, all samples finite and in [0, 1]', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.nat(1000),
        fc.integer({ min: 8, max: 90 }),
        fc.integer({ min: 8, max: 90 }),
        fc.constantFrom(...kinds),
        (seed, index, height, width, kind) => {
          const scene = drawScene({ seed, index, height, width, kind });
          expect(scene.height).toBe(height);
          expect(scene.width).toBe(width);
          expect(scene.data.every((value) => value >= 0 && value <= 1)).toBe(true);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('leaves no pixel unpainted', () => {
    for (const kind of kinds) {
      const { data } = drawScene({ seed: 4, kind });
      // The darkest photograph has few pure black pixels in all three channels; an open canvas would be all black.
      let black = 0;
      for (let i = 0; i < data.length; i += 3) if (data[i] + data[i + 1] + data[i + 2] === 0) black++;
      expect(black / (data.length / 3)).toBeLessThan(0.3);
    }
  });

  it('draws the same scene from the same seed, and others from others', () => {
    const scene = drawScene({ seed: 5, index: 3 });
    expect(drawScene({ seed: 5, index: 3 }).data).toEqual(scene.data);
    expect(drawScene({ seed: 5, index: 4 }).data).not.toEqual(scene.data);
    expect(drawScene({ seed: 6, index: 3 }).data).not.toEqual(scene.data);
  });

  it.each([
    { height: 7 },
    { width: 12.5 },
    { height: 9000 },
    { seed: 0.5 },
    { index: NaN },
    { height: Infinity },
  ])('refuses %o', (options) => {
    expect(() => drawScene(options)).toThrow(InputError);
  });
});

describe('drawObject', () => {
  it('has ten classes', () => {
    expect(objectClasses).toHaveLength(10);
    expect(new Set(objectClasses).size).toBe(10);
  });

  it('draws each class by number or name, seeded, in range', () => {
    objectClasses.forEach((name, objectClass) => {
      const image = drawObject({ objectClass, seed: 2, index: 9 });
      expect([image.height, image.width]).toEqual([32, 32]);
      expect(image.data.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(drawObject({ objectClass: name, seed: 2, index: 9 }).data).toEqual(image.data);
      expect(drawObject({ objectClass, seed: 3, index: 9 }).data).not.toEqual(image.data);
    });
  });

  it('does not tell its class by its colour', () => {
    const means = objectClasses.map((_, objectClass) => {
      const sum = [0, 0, 0];
      for (let index = 0; index < 30; index++) {
        const { data } = drawObject({ objectClass, seed: 1, index });
        for (let i = 0; i < data.length; i++) sum[i % 3] += data[i] / (30 * 1024);
      }
      return sum;
    });
    // Mean colours of single pictures spread by about 0.12; those of classes must lie far closer together.
    for (let c = 0; c < 3; c++) {
      const channel = means.map((mean) => mean[c]);
      expect(Math.max(...channel) - Math.min(...channel)).toBeLessThan(0.06);
    }
  });

  it.each([10, -1, 'spoon', 'constructor'])('refuses class %s', (objectClass) => {
    expect(() => drawObject({ objectClass })).toThrow(InputError);
  });
});
