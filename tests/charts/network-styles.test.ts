import { expect, test } from 'vitest';
import { networkColours, networkStyle, networkStyles, shades } from '@ddr-lab/charts/network-styles';
import { colours, markerStyles } from '@ddr-lab/charts/theme';
import { networkName } from '../../src/networks/network-name';
import { listRecipes } from '../../src/methods/recipes';

test('a network looks the same whatever stands beside it, and however its chart was made', () => {
  const alone = networkStyle('SRGAN-wGR')!;
  expect(networkStyles(['SRResNet-woGR', 'SRGAN-wGR', 'BRISQUE'])[1]).toEqual(alone);
  expect(markerStyles(['mine', 'SRGAN-wGR'])[1]).toEqual(alone);
});

test('no network has the colour of a degradation', () => {
  const degradations = ['clean', 'blur4', 'noise20', 'jpeg30', 'mild', 'oldfilm'];
  const taken = new Set(markerStyles(degradations).map(({ colour }) => colour));
  const names = [
    ...listRecipes().map(({ name }) => networkName(name)),
    'a',
    'b',
    'c',
    'd',
    'e',
    'f',
    'g',
    'h',
  ];
  for (const { colour } of networkStyles(names)) expect(taken.has(colour), colour).toBe(false);
  for (const colour of Object.values(networkColours)) expect(Object.values(colours)).not.toContain(colour);
});

test('with and without global residual differ in colour and in filling', () => {
  for (const family of ['SRResNet', 'SRGAN', 'SRCNN-9']) {
    const [wGR, woGR] = networkStyles([`${family}-wGR`, `${family}-woGR`]);
    expect(wGR.colour).not.toBe(woGR.colour);
    expect(woGR.symbol).toBe(`${wGR.symbol}-open`);
  }
});

test('thirty networks differ; up to seven differ in colour', () => {
  const names = Array.from({ length: 30 }, (_, i) => (i % 3 ? `net ${i}` : `SRCNN-${i}-wGR`));
  const looks = networkStyles(names).map(({ colour, symbol, dash }) => `${colour} ${symbol} ${dash}`);
  expect(new Set(looks).size).toBe(30);
  expect(new Set(networkStyles(names.slice(0, 7)).map(({ colour }) => colour)).size).toBe(7);
});

test('shades begin with the colour and grow paler', () => {
  const light = shades('#882255', 4).map((colour) => parseInt(colour.slice(3, 5), 16));
  expect(shades('#882255', 4)[0]).toBe('#882255');
  expect([...light].sort((a, b) => a - b)).toEqual(light);
  expect(shades('#123456', 1)).toEqual(['#123456']);
});
