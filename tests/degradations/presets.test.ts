import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gaussianBlur } from '../../src/degradations/gaussian-blur';
import { gaussianNoise } from '../../src/degradations/gaussian-noise';
import { degrade, degradeAll, knownPresets, parsePreset, presetKinds } from '../../src/degradations/presets';
import { subSeed } from '../../src/degradations/degradation';
import { InputError } from '@ddr-lab/base/errors';
import { flatImage, uniformImage } from './fixture';

describe('names', () => {
  test.each([
    ['clean', [['clean', NaN]]],
    ['blur4', [['blur', 4]]],
    ['blur.5', [['blur', 0.5]]],
    ['jp2k50', [['jp2k', 50]]],
    ['bicubic2.5', [['bicubic', 2.5]]],
    [' Blur2 + noise20+jpeg30', [['blur', 2], ['noise', 20], ['jpeg', 30]]], // prettier-ignore
  ])('%s', (text, links) => {
    expect(parsePreset(text).links.map(({ kind, number }) => [kind.word, number])).toEqual(links);
  });

  test.each([
    ['fog', /there is no "fog".*clean, blurN, noiseN, .*oldfilm/],
    ['', /there is a name missing/],
    ['blur2+', /there is a name missing/],
    ['blur', /"blur" needs its number right after it, as in blur2/],
    ['blurry', /there is no "blurry"/],
    ['clean2', /"clean" stands alone, without "2"/],
    ['blur0', /sigma \(in pixels\) must be above 0/],
    ['blur1e9', /from 0 to 100, not 1000000000/],
    ['noise-5', /sigma \(in 8-bit levels\) must be above 0, not -5/],
    ['noise300', /sigma \(in 8-bit levels\) must be a number from 0 to 255/],
    ['jpeg101', /quality must be a whole number from 1 to 100, not 101/],
    ['jpeg30.5', /a whole number/],
    ['bicubic0', /factor must be above 0/],
    ['bicubic0.5', /factor must be a number from 1 to 100/],
    ['poisson0', /above 0/],
    ['salt101', /percent/],
    ['motion1e999', /not Infinity/],
  ])('"%s" is refused in words', (text, message) => {
    expect(() => parsePreset(text)).toThrow(InputError);
    expect(() => parsePreset(text)).toThrow(message);
  });

  test('any text is either a preset or an InputError', () => {
    const words = fc.constantFrom(
      ...presetKinds.map(({ word }) => word),
      '+',
      '-',
      '.',
      'e',
      '1',
      '20',
      ' ',
      'x',
    );
    const text = fc.oneof(
      fc.string(),
      fc.array(words, { maxLength: 5 }).map((parts) => parts.join('')),
    );
    const property = fc.property(text, (name) => {
      try {
        expect(parsePreset(name).links.length).toBeGreaterThan(0);
      } catch (error) {
        expect(error).toBeInstanceOf(InputError);
      }
    });
    fc.assert(property, { seed: 3, numRuns: 1000 });
  });
});

test('every known preset works, stays in [0, 1] and leaves its input alone', async () => {
  const image = uniformImage(32, 40);
  const copy = image.data.slice();
  expect(knownPresets.length).toBe(presetKinds.length);
  for (const { word, number, example } of presetKinds) {
    const degraded = await degrade(image, number ? `${word}${example}` : word);
    expect(degraded.data.every((value) => value >= 0 && value <= 1)).toBe(true);
    if (word === 'clean') expect(degraded.data).toEqual(copy);
    else expect(degraded.data).not.toEqual(copy);
    expect(image.data).toEqual(copy);
  }
});

describe('chains', () => {
  const image = uniformImage(16, 16);

  test('apply from left to right', async () => {
    const chained = await degrade(image, 'blur2+bicubic2');
    expect(chained.height).toBe(8);
    expect(chained.data).toEqual((await degrade(await degrade(image, 'blur2'), 'bicubic2')).data);
    expect(chained.data).not.toEqual((await degrade(await degrade(image, 'bicubic2'), 'blur2')).data);
  });

  test('draw for each link from a stream of its own', async () => {
    const grey = flatImage(16, 16, 0.5);
    const once = await degrade(grey, 'noise10', { seed: 3 });
    const twice = await degrade(grey, 'noise10+noise10', { seed: 3 });
    const second = twice.data.map((value, i) => value - once.data[i]);
    expect(second.some((value, i) => Math.abs(value - (once.data[i] - 0.5)) > 1e-3)).toBe(true);
  });

  test('of one link equal the degradation itself with that seed', async () => {
    expect((await degrade(image, 'noise20', { seed: 8 })).data).toEqual(
      (await gaussianNoise(image, { sigma: 20, seed: 8 })).data,
    );
    expect((await degrade(image, 'blur2')).data).toEqual((await gaussianBlur(image, { sigma: 2 })).data);
  });
});

describe('sets', () => {
  const images = [flatImage(9, 9, 0.5), flatImage(9, 9, 0.5), flatImage(9, 9, 0.5)];

  test('give image i the stream i, whatever stands before it', async () => {
    const progress: number[] = [];
    const all = await degradeAll(images, 'noise20', {
      seed: 2,
      onProgress: ({ done }) => progress.push(done),
    });
    expect(progress).toEqual([1, 2, 3]);
    expect(all[0].data).not.toEqual(all[1].data);
    expect(all[2].data).toEqual((await degrade(images[2], 'noise20', { seed: subSeed(2, 2) })).data);
    expect((await degradeAll(images.slice(0, 2), 'noise20', { seed: 2 }))[1].data).toEqual(all[1].data);
  });

  test('stop when told to', async () => {
    const stop = new AbortController();
    const call = degradeAll(images, 'blur1', { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(call).rejects.toThrow(/abort/i);
  });
});
