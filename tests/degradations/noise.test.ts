import { describe, expect, test } from 'vitest';
import { gaussianNoise } from '../../src/degradations/gaussian-noise';
import { poissonNoise } from '../../src/degradations/poisson-noise';
import { saltAndPepper } from '../../src/degradations/salt-and-pepper';
import { differenceMoments, flatImage, uniformImage } from './fixture';

// 120,000 samples: a mean is within 5 deviations / sqrt(120,000), a deviation within 1 %, for any sound generator.
const [HEIGHT, WIDTH] = [200, 200];
const SAMPLES = HEIGHT * WIDTH * 3;

describe('Gaussian noise', () => {
  test.each([5, 20, 50])('of sigma %s has that deviation over 255 and mean 0', async (sigma) => {
    const grey = flatImage(HEIGHT, WIDTH, 0.5);
    const { mean, deviation } = differenceMoments(await gaussianNoise(grey, { sigma, seed: 4 }), grey);
    // At 0.5 even sigma 50 is clipped at 2.55 deviations: that takes 2 % off.
    expect((deviation * 255) / sigma).toBeGreaterThan(sigma === 50 ? 0.96 : 0.99);
    expect((deviation * 255) / sigma).toBeLessThan(1.01);
    expect(Math.abs(mean)).toBeLessThan((5 * sigma) / 255 / Math.sqrt(SAMPLES));
  });

  test('is clipped, and differs between the channels of a pixel', async () => {
    const { data } = await gaussianNoise(flatImage(HEIGHT, WIDTH, 0), { sigma: 20 });
    expect(Math.min(...data.slice(0, 3000))).toBe(0);
    const zeros = data.filter((value) => value === 0).length;
    expect(Math.abs(zeros / SAMPLES - 0.5)).toBeLessThan(5 * Math.sqrt(0.25 / SAMPLES));
    const grey = await gaussianNoise(flatImage(4, 4, 0.5), { sigma: 20 });
    expect(grey.data[0]).not.toBe(grey.data[1]);
  });
});

test('Poisson noise has the variance sample / peak', async () => {
  for (const [value, peak] of [
    [0.5, 1000],
    [0.25, 200],
    [0.1, 40],
  ]) {
    const grey = flatImage(HEIGHT, WIDTH, value);
    const { mean, deviation } = differenceMoments(await poissonNoise(grey, { peak, seed: 2 }), grey);
    expect(deviation / Math.sqrt(value / peak)).toBeCloseTo(1, 1.6);
    expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(value / peak / SAMPLES));
  }
  const black = flatImage(5, 5, 0);
  expect((await poissonNoise(black)).data).toEqual(black.data);
});

describe('salt and pepper', () => {
  const share = (count: number, of: number): number => count / of;

  test('turns the share of whole pixels white or black and leaves the others', async () => {
    const image = uniformImage(HEIGHT, WIDTH, 3, 0.2, 0.8);
    const { data } = await saltAndPepper(image, { amount: 0.1, salt: 0.25, seed: 9 });
    let [white, black, kept] = [0, 0, 0];
    for (let i = 0; i < data.length; i += 3) {
      const all = (map: (at: number) => boolean): boolean => map(i) && map(i + 1) && map(i + 2);
      if (all((at) => data[at] === 1)) white++;
      else if (all((at) => data[at] === 0)) black++;
      else if (all((at) => data[at] === image.data[at])) kept++;
    }
    const pixels = HEIGHT * WIDTH;
    expect(white + black + kept).toBe(pixels);
    expect(Math.abs(share(white, pixels) - 0.025)).toBeLessThan(5 * Math.sqrt(0.025 / pixels));
    expect(Math.abs(share(black, pixels) - 0.075)).toBeLessThan(5 * Math.sqrt(0.075 / pixels));
  });

  test('per channel draws for each sample', async () => {
    const { data } = await saltAndPepper(flatImage(HEIGHT, WIDTH, 0.5), { amount: 0.3, perChannel: true });
    const changed = data.filter((value) => value !== 0.5).length;
    expect(Math.abs(share(changed, SAMPLES) - 0.3)).toBeLessThan(5 * Math.sqrt(0.21 / SAMPLES));
  });

  test.each([0, 1])('of amount %s is all or nothing', async (amount) => {
    const { data } = await saltAndPepper(flatImage(20, 20, 0.5), { amount });
    expect(data.every((value) => (value === 0.5) === (amount === 0))).toBe(true);
  });
});

test.each([
  ['Gaussian', gaussianNoise, { sigma: -1 }],
  ['Poisson', poissonNoise, { peak: 0 }],
  ['salt and pepper', saltAndPepper, { amount: 1.1 }],
])('%s noise: same seed same result, other seed another, silly strength refused', async (_, noise, silly) => {
  const image = flatImage(16, 16, 0.5);
  const first = await noise(image, { seed: 5 });
  expect((await noise(image, { seed: 5 })).data).toEqual(first.data);
  expect((await noise(image, { seed: 6 })).data).not.toEqual(first.data);
  expect(image.data.every((value) => value === 0.5)).toBe(true);
  await expect(noise(image, silly)).rejects.toThrow(/must be a number from/);
});
