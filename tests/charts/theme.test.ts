import { expect, test } from 'vitest';
import { classStyles } from '@ddr-lab/charts/styles';
import { networkColours } from '@ddr-lab/charts/network-styles';
import { colours, markerStyles } from '@ddr-lab/charts/theme';

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

test('classes differ from each other; the first three have no colour of a degradation or network', () => {
  const looks = classStyles(90);
  expect(new Set(looks.map(({ colour, symbol }) => `${colour} ${symbol}`)).size).toBe(90);
  expect(new Set(looks.slice(0, 10).map(({ colour }) => colour)).size).toBe(10);
  const others: string[] = [...Object.values(colours), ...Object.values(networkColours)];
  for (const { colour } of looks.slice(0, 3)) expect(others).not.toContain(colour);
});
