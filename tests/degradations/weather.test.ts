import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { InputError } from '@ddr-lab/base/errors';
import { degrade, degradeWithMask } from '../../src/degradations/presets';
import { drawRain, rain, rainLayer, rainRanges, type RainRange } from '../../src/degradations/rain';
import { drawDrops, lineKernel, spreadDrops } from '../../src/degradations/rain-kernel';
import { rainStreaks, rainStreaksLayer } from '../../src/degradations/rain-streaks';
import { snow, snowLayer } from '../../src/degradations/snow';
import { addLayer, coverage, type WeatherLayer, weatherMask } from '../../src/degradations/weather';
import { flatImage, largestDifference, uniformImage } from './fixture';

interface Reference {
  readonly height: number;
  readonly width: number;
  readonly drops: readonly { at: number; value: number }[];
  readonly cases: readonly {
    length: number;
    angle: number;
    width: number;
    kernel: readonly number[];
    layer: readonly number[];
  }[];
}

const reference = JSON.parse(
  readFileSync(path.join(__dirname, '../fixtures/degradations/rain.json'), 'utf8'),
) as Reference;

/**
 * The direction of streaks in degrees from the vertical, anticlockwise: along which brightness changes least, by the structure
 * tensor of central differences. These see thin lines too steep, so that streaks should be some pixels wide.
 */
function direction({ height, width, data }: WeatherLayer): number {
  let [xx, yy, xy] = [0, 0, 0];
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const [gx, gy] = [data[at + 1] - data[at - 1], data[at + width] - data[at - width]];
      xx += gx * gx;
      yy += gy * gy;
      xy += gx * gy;
    }
  }
  // The direction of the largest change, from the x axis down; streaks lie across it.
  const change = (Math.atan2(2 * xy, xx - yy) * 90) / Math.PI;
  return -change;
}

describe('rain as published', () => {
  test.each(reference.cases)(
    'a streak of length $length, angle $angle and width $width equals SciPy',
    ({ kernel, layer, ...streak }) => {
      const { height, width, drops } = reference;
      const line = lineKernel(streak);
      // Twelve digits are on file.
      kernel.forEach((value, i) => expect(Math.abs(line.data[i] - value)).toBeLessThan(1e-11));
      const own = { height, width, data: new Float32Array(height * width) };
      spreadDrops(own, line, drops);
      // Sums of up to 12 products of some 2,000, in float32: 2^-24 of 20,000.
      layer.forEach((value, i) => expect(Math.abs(own.data[i] - value)).toBeLessThan(2e-3));
    },
  );

  test('keeps the share of pixels that it is told, evenly over the top of the range', () => {
    const [count, amount] = [1_000_000, 0.006];
    const drops = [...drawDrops(count, amount, createRandom(3))];
    // Four deviations of a binomial.
    expect(Math.abs(drops.length - count * amount)).toBeLessThan(4 * Math.sqrt(count * amount));
    const shares = drops.map(({ value }) => (256 - value) / (256 * amount));
    expect(Math.min(...shares)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...shares)).toBeLessThanOrEqual(1);
    const mean = shares.reduce((a, b) => a + b, 0) / shares.length;
    expect(Math.abs(mean - 0.5)).toBeLessThan(4 * Math.sqrt(1 / 12 / shares.length));
    const places = drops.map(({ at }) => at / count);
    expect(Math.abs(places.reduce((a, b) => a + b, 0) / places.length - 0.5)).toBeLessThan(
      4 * Math.sqrt(1 / 12 / places.length),
    );
  });

  test.each([0, 25, -50])('has streaks of angle %s', (angle) => {
    const side = 40;
    const { data } = lineKernel({ length: side, width: 3, angle });
    let [yy, xx, xy] = [0, 0, 0];
    data.forEach((weight, i) => {
      const [y, x] = [Math.floor(i / side) - side / 2, (i % side) - side / 2];
      yy += weight * y * y;
      xx += weight * x * x;
      xy += weight * x * y;
    });
    // The principal axis of the line, from the vertical; what turns anticlockwise leans from the upper left to the lower right.
    const axis = (Math.atan2(2 * xy, yy - xx) * 90) / Math.PI;
    // The line is cut off by the kernel's border, more at one side.
    expect(Math.abs(axis - angle)).toBeLessThan(1.5);
  });

  test('is brighter in places, and covers more, the more drops and the wider they are', () => {
    const of = (amount: number, width: number): number =>
      coverage(rainLayer(200, 200, { amount, length: 20, width, angle: 10 }, 1));
    expect(of(0.008, 3)).toBeGreaterThan(of(0.002, 3));
    expect(of(0.004, 7)).toBeGreaterThan(of(0.004, 1));
  });

  test('is stretched over the whole layer', () => {
    const { data } = rainLayer(60, 80, { amount: 0.005, length: 10, width: 3, angle: 0 }, 2);
    expect(Math.min(...data)).toBe(0);
    expect(Math.max(...data)).toBe(1);
    expect(rainLayer(20, 20, { amount: 0, length: 10, width: 3, angle: 0 }).data.every((v) => v === 0)).toBe(
      true,
    );
  });

  test.each(Object.keys(rainRanges) as RainRange[])('draws from the range %s, by the seed', (range) => {
    const { amount, widths, length, angle } = rainRanges[range];
    const drawn = Array.from({ length: 300 }, (_, seed) => drawRain({ range, seed }));
    for (const one of drawn) {
      expect(one.amount).toBeGreaterThanOrEqual(amount[0]);
      expect(one.amount).toBeLessThanOrEqual(amount[1]);
      expect(one.length).toBeGreaterThanOrEqual(length[0]);
      expect(one.length).toBeLessThanOrEqual(length[1]);
      expect(Math.abs(one.angle)).toBeLessThanOrEqual(angle);
      expect(one.strength).toBeGreaterThanOrEqual(0.7);
      expect(one.strength).toBeLessThanOrEqual(1);
    }
    expect([...new Set(drawn.map(({ width }) => width))].sort()).toEqual([...widths].sort());
    expect(drawRain({ range, seed: 5 })).toEqual(drawn[5]);
    expect(drawRain({ range, size: 0.5, seed: 5 }).length).toBe(Math.round(drawn[5].length / 2));
  });

  test('medium rain is half the time 5 pixels wide', () => {
    const drawn = Array.from({ length: 2000 }, (_, seed) => drawRain({ range: 'medium', seed }).width);
    const share = drawn.filter((width) => width === 5).length / drawn.length;
    // Four deviations.
    expect(Math.abs(share - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / drawn.length));
  });

  test('as a preset is its layer, added', async () => {
    const image = uniformImage(40, 50);
    const settings = drawRain({ range: 'large', size: 0.5, seed: 9 });
    const added = addLayer(image, rainLayer(40, 50, settings, 9), settings.strength);
    expect(largestDifference(await degrade(image, 'rain-large-half', { seed: 9 }), added)).toBe(0);
    expect(
      largestDifference(await rain(image, { range: 'large', size: 0.5, seed: 10 } as object), added),
    ).toBeGreaterThan(0);
  });

  test('is known apart from the image: the mask of a chain is that of its weathers', async () => {
    const image = uniformImage(48, 60, 3, 0.2, 0.5);
    const { image: rainy, mask } = await degradeWithMask(image, 'rain-medium-half', { seed: 9 });
    expect(largestDifference(rainy, await degrade(image, 'rain-medium-half', { seed: 9 }))).toBe(0);
    const settings = drawRain({ range: 'medium', size: 0.5, seed: 9 });
    expect(mask).toEqual(weatherMask(rainLayer(48, 60, settings, 9)));
    const chain = await degradeWithMask(image, 'blur1+snow+rain-small-half', { seed: 9 });
    expect(
      largestDifference(chain.image, await degrade(image, 'blur1+snow+rain-small-half', { seed: 9 })),
    ).toBe(0);
    const snowy = await degradeWithMask(image, 'blur1+snow', { seed: 9 });
    snowy.mask.forEach((covered, i) => expect(chain.mask[i]).toBeGreaterThanOrEqual(covered));
    await expect(degradeWithMask(image, 'blur1')).rejects.toThrow(/no rain or snow/);
    await expect(degradeWithMask(image, 'snow+bicubic2')).rejects.toThrow(/bicubic changes the size/);
  });

  test('says what is out of its range', () => {
    expect(() => drawRain({ size: 9 })).toThrow(InputError);
    expect(() => rainLayer(9, 9, { amount: 2, length: 5, width: 1, angle: 0 })).toThrow(
      /amount .* 0 to 1, not 2/,
    );
  });
});

describe('streaks and snow', () => {
  const layers = { 'rain streaks': rainStreaksLayer, snow: snowLayer };

  test.each(Object.entries(layers))('%s cover as much as they are asked for', (_, layerOf) => {
    for (const share of [0.02, 0.15, 0.4]) {
      const layer = layerOf(150, 200, { coverage: share, seed: 4 });
      // The last rod is laid whole: at most some 100 pixels of 30,000.
      expect(coverage(layer)).toBeGreaterThanOrEqual(share);
      expect(coverage(layer)).toBeLessThan(share + 0.01);
      expect(layerOf(150, 200, { coverage: share, seed: 4 }).data).toEqual(layer.data);
      expect(layerOf(150, 200, { coverage: share, seed: 5 }).data).not.toEqual(layer.data);
    }
    expect(coverage(layerOf(20, 20, { coverage: 0 }))).toBe(0);
    expect(() => layerOf(20, 20, { coverage: 1.5 })).toThrow(/coverage .* not 1.5/);
  });

  test('streaks of an image have one direction, within 35 degrees of the vertical', () => {
    for (const seed of [1, 2, 3]) {
      const layer = rainStreaksLayer(300, 300, { coverage: 0.1, seed });
      expect(Math.abs(direction(layer))).toBeLessThan(40);
    }
  });

  test('lie before the image, with haze; without either it stays', async () => {
    const image = flatImage(60, 60, 0.3);
    for (const [weather, tone] of [
      [rainStreaks, 0.92],
      [snow, 0.97],
    ] as const) {
      const hazy = await weather(image, { coverage: 0, haze: 10 });
      expect(hazy.data[0]).toBeCloseTo(0.3 + 0.1 * (tone - 0.3), 6);
      expect(largestDifference(await weather(image, { coverage: 0, haze: 0 }), image)).toBe(0);
      const fallen = await weather(image, { coverage: 0.3, haze: 0 });
      expect(Math.max(...fallen.data)).toBeLessThanOrEqual(tone);
      expect(Math.min(...fallen.data)).toBeGreaterThanOrEqual(Math.fround(0.3));
    }
  });

  test('a mask is where a layer is above 50 of 255', () => {
    expect([...weatherMask({ data: Float32Array.of(0, 50 / 255, 51 / 255, 1) })]).toEqual([0, 0, 1, 1]);
  });
});
