import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { useBackend } from '@ddr-lab/engine/backend';
import { guidedRrdb } from '../../src/networks/architectures/guided-rrdb/network';
import { resnet18 } from '../../src/networks/architectures/resnet18/network';
import { srresnet } from '../../src/networks/architectures/srresnet/network';
import { computingMachine, measureSpeed, openEstimator, stepCost } from '../../src/methods/estimate';
import { type CountNetwork, multiplyAdds } from '../../src/training/task';
import { findRecipe } from '../../src/methods/recipes';

let folder: string;
beforeAll(async () => {
  await useBackend();
  folder = await mkdtemp(path.join(tmpdir(), 'ddr-estimate-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('multiplyAdds', () => {
  it('counts an SRResNet as by hand', () => {
    const model = srresnet({ channels: 8, blocks: 2, scale: 4 });
    const [inner, last] = [9 * 8 * 8, 9 * 8 * 3];
    const low = 6 * 5 * (9 * 3 * 8 + 4 * inner);
    const up = 30 * 4 * inner + 120 * 4 * inner;
    const high = 480 * (inner + last);
    expect(multiplyAdds(model, [2, 6, 5, 3])).toEqual({ trained: 2 * (low + up + high), frozen: 0 });
    expect(multiplyAdds(model, [1, 6, 5, 3], ['RB1'])).toEqual({
      trained: 30 * (9 * 3 * 8 + 2 * inner),
      frozen: 0,
    });
    model.dispose();
  });

  it('counts strides and dense layers, and the published size of ResNet18', () => {
    const model = resnet18({ width: 4 });
    // By stages of a 32 x 32 image: 4 channels at 32, 8 at 16, 16 at 8, 32 at 4; a dense layer of 32 x 10.
    const stage = (side: number, c: number): number =>
      side * side * (9 * (c / 2) * c + 3 * 9 * c * c + (c / 2) * c);
    const first = 1024 * (9 * 3 * 4 + 4 * 9 * 16);
    const all = first + stage(16, 8) + stage(8, 16) + stage(4, 32) + 320;
    expect(multiplyAdds(model, [1, 32, 32, 3]).trained).toBe(all);
    model.dispose();
  });

  it('tells the frozen guide from what is trained', () => {
    const guide = { network: { channels: 16, blocks: 2 }, vector: 16 };
    const guided = guidedRrdb({ channels: 16, growth: 16, blocks: 1, guide });
    const plain = guidedRrdb({ channels: 16, growth: 16, blocks: 1 });
    const counted = multiplyAdds(guided, [1, 8, 8, 3]);
    expect(counted.frozen).toBe(64 * (9 * 3 * 16 + 4 * 9 * 256));
    expect(counted.trained).toBeGreaterThan(multiplyAdds(plain, [1, 8, 8, 3]).trained);
    guided.dispose();
    plain.dispose();
  });
});

describe('stepCost', () => {
  /** Every network costs 1 a sample of its input; the perceptual one, which ends early, half. */
  const count: CountNetwork = async (_, input, layers) => ({
    trained: input.reduce((a, b) => a * b, layers ? 0.5 : 1),
    frozen: 0,
  });

  it('counts forward and both gradients of pixel loss and classifier', async () => {
    expect(await stepCost(findRecipe('srresnet-wgr-short'), count)).toBe(3 * 8 * 24 * 24 * 3);
    expect(await stepCost(findRecipe('resnet18-cifar10'), count)).toBe(3 * 128 * 32 * 32 * 3);
  });

  it('counts what a GAN adds: verdicts, the discriminator itself, features', async () => {
    const hr = 8 * 96 * 96 * 3;
    const expected = 3 * (hr / 16) + 8 * hr + 3 * (hr / 2);
    expect(await stepCost(findRecipe('srgan-wgr-short'), count)).toBe(expected);
    // What has no weight costs nothing.
    const smaller = 8 * 64 * 64 * 3;
    const alone = 3 * (smaller / 16);
    expect(await stepCost(findRecipe('srgan-wgr-perceptual'), count)).toBe(alone + 3 * (smaller / 2));
    expect(await stepCost(findRecipe('srgan-wgr-verdict'), count)).toBe(alone + 8 * smaller);
  });
});

describe('openEstimator', () => {
  const recipe = findRecipe('srcnn-3-wgr');
  const count: CountNetwork = async () => ({ trained: 10, frozen: 1 });

  it('divides by the speed, and keeps speed and counts for the next time', async () => {
    const file = path.join(folder, 'kept.json');
    let measured = 0;
    const measure = async (): Promise<{ machine: string; rate: number }> => {
      measured++;
      return { machine: await computingMachine(), rate: 62 };
    };
    const first = await openEstimator({ file, measure, count });
    expect(await first.seconds(recipe)).toBeCloseTo((31 * recipe.iterations) / 62, 9);
    await first.save();
    const never: CountNetwork = () => Promise.reject(new Error('counted twice'));
    const second = await openEstimator({ file, measure, count: never });
    expect(await second.seconds(recipe)).toBe(await first.seconds(recipe));
    expect(measured).toBe(1);
  });

  it('measures anew where the speed is old, of another machine, or the file is damaged, and keeps the highest', async () => {
    const file = path.join(folder, 'old.json');
    const machine = await computingMachine();
    const measure = async (): Promise<{ machine: string; rate: number }> => ({ machine, rate: 5 });
    const rateWith = async (text: string): Promise<number> => {
      await writeFile(file, text);
      return (await openEstimator({ file, measure, count })).speed.rate;
    };
    const old = (speed: object): string => JSON.stringify({ speed, counts: {} });
    expect(await rateWith(old({ machine, rate: 3, at: Date.now() }))).toBe(3);
    expect(await rateWith(old({ machine, rate: 3, at: Date.now() - 2 * 3600e3 }))).toBe(5);
    expect(await rateWith(old({ machine, rate: 9, at: Date.now() - 2 * 3600e3 }))).toBe(9);
    expect(await rateWith(old({ machine: 'abacus', rate: 3, at: Date.now() }))).toBe(5);
    expect(await rateWith('{"speed": ')).toBe(5);
    expect(await readFile(file, 'utf8')).toBe('{"speed": ');
  });
});

describe('measureSpeed', () => {
  it('measures a training on this machine', async () => {
    const { machine, rate } = await measureSpeed();
    expect(machine).toContain((await useBackend()).name);
    // Plain JavaScript on one core makes 0.3 billion a second; no processor reaches 100,000.
    expect(rate).toBeGreaterThan(1e6);
    expect(rate).toBeLessThan(1e14);
  });
});
