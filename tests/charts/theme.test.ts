import { expect, test } from 'vitest';
import { colours, markerStyles } from '../../src/charts/theme';

test('a degradation keeps its colour and marker whatever stands beside it', () => {
  const [clean, blur, noise] = markerStyles(['clean', 'blur4', 'noise20']);
  expect([clean.colour, blur.colour, noise.colour]).toEqual([
    colours.blue,
    colours.vermillion,
    colours.green,
  ]);
  expect([clean.symbol, blur.symbol, noise.symbol]).toEqual(['circle', 'triangle-up', 'square']);
  expect(markerStyles(['noise50', 'clean'])).toEqual([noise, clean]);
});

test('up to 63 names have styles that differ', () => {
  const styles = markerStyles(Array.from({ length: 63 }, (_, i) => (i % 2 ? `blur${i}` : `class ${i}`)));
  expect(new Set(styles.map(({ colour, symbol }) => `${colour} ${symbol}`)).size).toBe(63);
});
