import { expect, test } from 'vitest';
import { networkName } from '../../src/networks/network-name';
import { listRecipes } from '../../src/methods/recipes';

test('networks are called as the paper writes them', () => {
  expect(networkName('srresnet-wgr')).toBe('SRResNet-wGR');
  expect(networkName('srgan-wogr')).toBe('SRGAN-woGR');
  expect(networkName('srcnn-7-wogr')).toBe('SRCNN-7-woGR');
  expect(networkName('srgan-wgr-noise-blur')).toBe('SRGAN-wGR (noise, blur)');
  expect(networkName('resnet18-cifar10')).toBe('ResNet18 (CIFAR-10)');
  expect(networkName('cincgan')).toBe('CinCGAN');
});

test('every recipe has a name of its own, and is not called by that of its file', () => {
  const recipes = listRecipes().map(({ name }) => name);
  const names = recipes.map(networkName);
  expect(new Set(names).size).toBe(recipes.length);
  for (const [i, name] of names.entries()) expect(name).not.toBe(recipes[i]);
});

test("names of other people's networks stay as they are", () => {
  for (const name of ['MSRResNet', 'my-net', 'constructor', 'EDSR-wgr', ''])
    expect(networkName(name)).toBe(name);
});
