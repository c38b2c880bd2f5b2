import { describe, expect, it } from 'vitest';
import { parsePreset } from '../../src/degradations/presets';
import { setNames } from '../../src/images/sets/open';
import { degraderInput } from '../../src/networks/architectures/degrader/given';
import { networksIn } from '../../src/networks/degradation-chain';
import { networkKinds } from '../../src/networks/architectures/spec';
import { type Profile, learningRate } from '../../src/training/recipe';
import type { Recipe } from '../../src/methods/methods';
import { checkPrerequisites, nextToTrain, prerequisites } from '../../src/methods/prerequisites';
import { findRecipe, listRecipes, recipeGroups } from '../../src/methods/recipes';

const profiles: readonly Profile[] = ['compact', 'paper'];
const all = profiles.flatMap((profile) => listRecipes(profile));
const called = (recipe: Recipe): string => `${recipe.name} (${recipe.profile})`;

describe('recipes', () => {
  it('have the same names in both profiles, each once', () => {
    const names = listRecipes('compact').map(({ name }) => name);
    expect(listRecipes('paper').map(({ name }) => name)).toEqual(names);
    expect(new Set(names).size).toBe(names.length);
    for (const depth of [3, 5, 7, 9, 11, 13]) {
      expect(names).toContain(`srcnn-${depth}-wgr`);
      expect(names).toContain(`srcnn-${depth}-wogr`);
    }
    expect(recipeGroups().flatMap(({ recipes }) => recipes)).toEqual(listRecipes());
  });

  it.each(profiles)('stand behind all that they begin with (%s)', (profile) => {
    const before: string[] = [];
    for (const recipe of listRecipes(profile)) {
      for (const name of prerequisites(recipe)) expect(before, called(recipe)).toContain(name);
      before.push(recipe.name);
    }
  });

  it.each(all.map((recipe) => [called(recipe), recipe] as const))('%s makes sense', (_, recipe) => {
    expect(networkKinds).toHaveProperty(recipe.network.kind);
    const { train, fallback } = recipe.data;
    const { evaluation } = recipe;
    for (const name of [train.set, fallback.set, evaluation.set, evaluation.fallback]) {
      expect(setNames()).toContain(name);
    }
    // Drawn images: trained on others than those that are looked at, which have seed 0.
    expect(fallback.set).toMatch(/^scenes/);
    expect(fallback.seed).toBeGreaterThan(0);
    const presets = 'degradations' in recipe.data ? (recipe.data.degradations ?? []) : [];
    for (const preset of [...presets, ...(evaluation.degradations ?? [])]) {
      const learnt = networksIn(preset);
      for (const name of learnt) expect(degraderInput(findRecipe(name).network), name).toBeDefined();
      if (learnt.length === 0) parsePreset(preset);
    }
    for (const count of [recipe.batch, recipe.iterations, evaluation.every, recipe.checkpointEvery]) {
      expect(Number.isInteger(count) && count > 0).toBe(true);
    }
    expect(evaluation.every).toBeLessThanOrEqual(recipe.iterations);
    const rateAt = (iteration: number): number =>
      learningRate(recipe.learningRate, iteration, recipe.iterations);
    // The first iterations may warm up.
    const most = Math.max(...[0, 100, 1000].filter((at) => at < recipe.iterations).map(rateAt));
    expect(rateAt(recipe.iterations - 1)).toBeLessThan(most / 4);
    // It is data: what a weight file records of it is the whole of it.
    expect(JSON.parse(JSON.stringify(recipe))).toEqual(recipe);
  });

  it('have discriminators for the size of their patches', () => {
    for (const recipe of all) {
      if (recipe.task !== 'gan') continue;
      const { network } = recipe.discriminator;
      const scale = recipe.network.kind === 'srresnet' ? recipe.network.scale : NaN;
      expect(network.kind === 'discriminator' && network.size).toBe(recipe.patch * scale!);
    }
  });

  it('that begin with another one have its network', () => {
    for (const recipe of all) {
      if (recipe.task === 'gan') {
        expect(recipe.network).toEqual(findRecipe(recipe.start, recipe.profile).network);
      }
      if (recipe.task === 'super-resolution' && recipe.guide) {
        const guide = findRecipe(recipe.guide, recipe.profile).network;
        expect(recipe.network.kind === 'guided-rrdb' && guide).toMatchObject(
          recipe.network.kind === 'guided-rrdb' ? { ...recipe.network.guide!.network } : {},
        );
      }
    }
  });

  it('with the published settings train 64 channels on patches of 128 x 128, 16 a batch', () => {
    expect(findRecipe('srresnet-wgr', 'paper')).toMatchObject({
      network: { kind: 'srresnet', channels: 64, blocks: 16, scale: 4 },
      data: { train: { set: 'div2k/train' } },
      patch: 32,
      batch: 16,
      iterations: 600_000,
    });
  });

  it('of the same comparison differ in what is compared alone', () => {
    const differing = (a: Recipe, b: Recipe): string[] => {
      const keys = new Set([...Object.keys(a), ...Object.keys(b)]) as Set<keyof Recipe>;
      return [...keys].filter((key) => JSON.stringify(a[key]) !== JSON.stringify(b[key])).sort();
    };
    for (const profile of profiles) {
      const of = (name: string): Recipe => findRecipe(name, profile);
      const named = ['name', 'network', 'summary'];
      // The compact profile trains in legs, each from the weights of the one before.
      const compact = (...keys: string[]): string[] => (profile === 'compact' ? keys : []);
      for (const leg of ['', '-longer']) {
        expect(differing(of(`srresnet-wgr${leg}`), of(`srresnet-wogr${leg}`))).toEqual(
          [...named, ...compact('start')].sort(),
        );
      }
      expect(differing(of('srresnet-wgr-short'), of('srresnet-wogr-short'))).toEqual(named);
      expect(differing(of('srcnn-3-wgr'), of('srcnn-13-wgr'))).toEqual(named);
      expect(differing(of('srcnn-7-wgr'), of('srcnn-7-wogr'))).toEqual(named);
      for (const teacher of ['', '-perceptual', '-verdict']) {
        expect(differing(of(`srgan-wgr${teacher}`), of(`srgan-wogr${teacher}`))).toEqual(
          [...named, 'start'].sort(),
        );
      }
      for (const residual of ['wgr', 'wogr']) {
        const full = of(`srgan-${residual}`);
        for (const teacher of ['perceptual', 'verdict']) {
          expect(differing(full, of(`srgan-${residual}-${teacher}`))).toEqual(['losses', 'name', 'summary']);
        }
      }
      // The compact SRGANs on degraded images are shorter than the one on clean images, as docs/training.md says.
      const seen = ['data', 'evaluation', 'name', 'summary'];
      expect(differing(of('srgan-wgr-noise'), of('srgan-wgr-blur'))).toEqual(seen);
      expect(differing(of('srgan-wgr-short'), of('srgan-wgr-blur'))).toEqual(
        [...compact('iterations'), ...seen].sort(),
      );
      expect(differing(of('rrdb-degraded'), of('rrdb-guided'))).toEqual(['guide', ...named].sort());
    }
  });
});

describe('nextToTrain', () => {
  it('goes through all recipes, each after those that it begins with', () => {
    const there = new Set<string>();
    const order: Recipe[] = [];
    for (;;) {
      const next = nextToTrain(listRecipes(), (name) => there.has(name));
      if (!next) break;
      for (const name of prerequisites(next)) expect(there).toContain(name);
      order.push(next);
      there.add(next.name);
    }
    expect(order).toHaveLength(listRecipes().length);
    const without = nextToTrain([findRecipe('srgan-wgr')], () => false);
    expect(without).toBeUndefined();
  });
});

describe('findRecipe', () => {
  it('names the known ones where there is none of a name', () => {
    expect(() => findRecipe('srresnet')).toThrow(/srresnet: no such recipe\. Known: .*srresnet-wgr/);
  });
});

describe('checkPrerequisites', () => {
  it('names the file that is missing and the command that makes it', () => {
    const recipe = findRecipe('srgan-wgr', 'paper');
    const absent = { ...recipe, start: 'no-such-recipe', losses: { l1: 1, adversarial: 1, perceptual: 0 } };
    expect(() => checkPrerequisites(absent as Recipe)).toThrow(
      /no-such-recipe-paper\.safetensors, not there yet.*`npx ddr train no-such-recipe --profile paper`/,
    );
    expect(() => checkPrerequisites(findRecipe('srresnet-wgr'))).not.toThrow();
  });
});
