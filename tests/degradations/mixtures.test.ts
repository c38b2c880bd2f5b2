import { describe, expect, test } from 'vitest';
import { mild } from '../../src/degradations/mild';
import { dust, grain, oldFilm, scratches } from '../../src/degradations/old-film';
import { differenceMoments, flatImage, uniformImage } from './fixture';

test.each([
  ['mild', mild],
  ['old film', oldFilm],
])('%s: same seed same result, other seed another, in [0, 1], input left alone', async (_, degradation) => {
  const image = uniformImage(40, 50);
  const copy = image.data.slice();
  const first = await degradation(image, { seed: 5 });
  expect((await degradation(image, { seed: 5 })).data).toEqual(first.data);
  expect((await degradation(image, { seed: 6 })).data).not.toEqual(first.data);
  expect(first.data.every((value) => value >= 0 && value <= 1)).toBe(true);
  expect([first.height, first.width]).toEqual([40, 50]);
  expect(image.data).toEqual(copy);
});

test('mild on a flat image leaves its Poisson noise alone', async () => {
  const grey = flatImage(150, 150, 0.5);
  const { deviation } = differenceMoments(await mild(grey, { seed: 1, peak: 1000 }), grey);
  expect(deviation / Math.sqrt(0.5 / 1000)).toBeCloseTo(1, 1.6);
});

describe('old film', () => {
  const still = { flicker: 0, grain: 0, scratches: 0, dust: 0 };

  test('takes the colour, or tones it, or leaves it', async () => {
    const image = uniformImage(12, 12);
    const grey = await oldFilm(image);
    for (let i = 0; i < grey.data.length; i += 3) expect(grey.data[i]).toBe(grey.data[i + 2]);
    const sepia = await oldFilm(flatImage(4, 4, 0.5), { ...still, tint: 'sepia' });
    expect(sepia.data[0]).toBeGreaterThan(sepia.data[1]);
    expect(sepia.data[1]).toBeGreaterThan(sepia.data[2]);
    const coloured = await oldFilm(image, { tint: 'none' });
    expect(coloured.data[0]).not.toBe(coloured.data[1]);
  });

  test('loses contrast towards mid grey', async () => {
    expect((await oldFilm(flatImage(3, 3, 0), { ...still, contrast: 0.6 })).data[0]).toBeCloseTo(0.2, 6);
    expect((await oldFilm(flatImage(3, 3, 1), { ...still, contrast: 0.6 })).data[0]).toBeCloseTo(0.8, 6);
  });

  test('flickers as a whole: brightness varies between frames by about its deviation', async () => {
    const means: number[] = [];
    for (let seed = 0; seed < 200; seed++) {
      const frame = await oldFilm(flatImage(8, 8, 0.5), { ...still, flicker: 0.08, seed });
      means.push(frame.data.reduce((sum, value) => sum + value, 0) / frame.data.length);
    }
    const mean = means.reduce((sum, m) => sum + m, 0) / means.length;
    const deviation = Math.sqrt(means.reduce((sum, m) => sum + (m - mean) ** 2, 0) / means.length);
    // 0.5 x 0.08 from the frame, and up to as much again, in squares, from its three waves (3 x 1/4 x 1/2).
    expect(deviation).toBeGreaterThan(0.035);
    expect(deviation).toBeLessThan(0.055);
  });

  test('has grain of the given deviation at mid grey, less in black, alike in all channels', () => {
    const grey = flatImage(150, 150, 0.5);
    const grained = grain(grey, 7, 3);
    expect((differenceMoments(grained, grey).deviation * 255) / 7).toBeCloseTo(1, 1.4);
    expect(grained.data[0]).toBe(grained.data[1]);
    const dark = flatImage(150, 150, 0.1);
    expect((differenceMoments(grain(dark, 7, 3), dark).deviation * 255) / 7).toBeLessThan(0.7);
  });

  test('has scratches along the columns and specks of dust, as many as asked for on average', () => {
    const grey = flatImage(60, 100, 0.5);
    let touched = 0;
    for (let seed = 0; seed < 200; seed++) if (scratches(grey, 2, seed) !== grey) touched++;
    // Poisson of mean 2: no scratch on 13.5 % of the frames.
    expect(Math.abs(touched / 200 - 0.865)).toBeLessThan(0.1);
    const scratched = scratches(grey, 5, 1).data.filter((value) => value !== 0.5).length;
    expect(scratched).toBeGreaterThan(60);
    expect(dust(grey, 0, 1).data).toEqual(grey.data);
    expect(dust(grey, 50, 1).data).not.toEqual(grey.data);
  });

  test('refuses silly settings in words', async () => {
    await expect(oldFilm(flatImage(3, 3, 0), { contrast: 2 })).rejects.toThrow(
      /contrast must be a number from 0 to 1/,
    );
  });
});
