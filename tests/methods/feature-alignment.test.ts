import * as tf from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '@ddr-lab/base/random';
import { useBackend } from '@ddr-lab/engine/backend';
import { compiledGradients } from '@ddr-lab/engine/gradients/compiled/gradients';
import { layersGradients } from '@ddr-lab/engine/gradients/layers-gradients';
import type { Gradients, Objective } from '@ddr-lab/engine/gradients/objective';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { type FeatureAlignmentRecipe, helpersOf } from '../../src/methods/feature-alignment/method';
import { alignmentObjective, judgesObjective } from '../../src/methods/feature-alignment/objective';
import { noiseLevel } from '../../src/methods/feature-alignment/noise-level';
import { findRecipe } from '../../src/methods/recipes';
import { buildNetwork } from '../../src/networks/network';

const compact = findRecipe('usr-da') as FeatureAlignmentRecipe;
const recipe: FeatureAlignmentRecipe = {
  ...compact,
  network: { kind: 'feature-aligned', channels: 16, trunk: 'residual', blocks: 1, scale: 2, seed: 1 },
  decoder: { ...compact.decoder, blocks: 1 },
  judges: { ...compact.judges, features: { width: 16, stages: 1, detail: 4, seed: 3 } },
  batch: 2,
  patch: 8,
  // All of one size, so that each of them shows in the gradients.
  losses: { align: 1, rec: 0.9, res: 0.8, sty: 0.7, idt: 0.6, cyc: 0.5 },
};

type Models = Parameters<typeof alignmentObjective>[0];
let models: Models;

beforeAll(async () => {
  await useBackend();
  models = { network: (await buildNetwork(recipe.network)).model, ...(await helpersOf(recipe)) };
});
afterAll(() => {
  for (const model of Object.values(models) as LayersModel[]) model.dispose();
});

/** Uniform numbers for each of an objective's inputs. */
function given({ inputs }: Objective): Record<string, Float32Array> {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, shape], i) => {
      const random = createRandom(5, i);
      return [name, Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.uniform())];
    }),
  );
}

/** Gradients of the trained networks by their names and weights, after one run. */
function ran(make: (objective: Objective) => Gradients | undefined, objective: Objective) {
  const gradients = make(objective)!;
  expect(gradients).toBeDefined();
  for (const { model } of Object.values(objective.networks)) {
    for (const { gradient } of parametersOf(model).trainable) gradient.fill(0);
  }
  const { losses, outputs } = gradients.run(given(objective));
  const slopes = new Map(
    Object.entries(objective.networks).flatMap(([network, { model }]) =>
      parametersOf(model).trainable.map(({ name, gradient }): [string, Float32Array] => [
        `${network} ${name}`,
        gradient.slice(),
      ]),
    ),
  );
  const copies = Object.fromEntries(Object.entries(outputs).map(([name, data]) => [name, data.slice()]));
  gradients.dispose();
  return { losses, outputs: copies, slopes };
}

const most = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((m, value) => Math.max(m, Math.abs(value)), 0);

/** The largest difference, relative to the largest number. */
const apart = (a: Float32Array, b: Float32Array): number =>
  most(a.map((value, i) => value - b[i])) / (most(b) || 1);

// Both paths compute in float32, with sums of some thousands of products taken in another order.
const tolerance = 2e-4;

describe.runIf(process.env.DDR_BACKEND === undefined)('both gradient paths agree', () => {
  it.each([
    ['the network and the decoder', () => alignmentObjective(models, recipe, 2)],
    ['the judges', () => judgesObjective(models, recipe)],
  ] as const)('on what is asked of %s', (_, objectiveOf) => {
    const objective = objectiveOf();
    const before = tf.memory().numTensors;
    const [ours, theirs] = [ran(compiledGradients, objective), ran(layersGradients, objective)];
    expect(tf.memory().numTensors).toBe(before);
    for (const [name, loss] of Object.entries(theirs.losses)) {
      expect(Math.abs(ours.losses[name] - loss), name).toBeLessThan(1e-5 * Math.max(1, Math.abs(loss)));
    }
    for (const [name, data] of Object.entries(theirs.outputs)) {
      expect(apart(ours.outputs[name], data), name).toBeLessThan(1e-5);
    }
    const steepest = Math.max(...[...theirs.slopes.values()].map(most));
    for (const [name, slope] of theirs.slopes) {
      const difference = most(ours.slopes.get(name)!.map((value, i) => value - slope[i]));
      expect(difference / Math.max(most(slope), steepest / 100), name).toBeLessThan(tolerance);
    }
  });
});

describe('what teaches whom', () => {
  const only = (loss: keyof typeof recipe.losses): FeatureAlignmentRecipe['losses'] => ({
    ...{ align: 0, rec: 0, res: 0, sty: 0, idt: 0, cyc: 0 },
    [loss]: 1,
  });
  const learners = (loss: keyof typeof recipe.losses): string[] => {
    const { slopes } = ran(layersGradients, alignmentObjective(models, { ...recipe, losses: only(loss) }, 2));
    return ['network', 'decoder', 'featureJudge', 'imageJudge'].filter((network) =>
      [...slopes].some(([name, slope]) => name.startsWith(`${network} `) && most(slope) > 0),
    );
  };

  it.each([
    ['align', ['network']],
    ['rec', ['network', 'decoder']],
    ['res', ['network']],
    ['sty', ['network', 'decoder']],
    ['idt', ['network']],
    ['cyc', ['network']],
  ] as const)('%s teaches the %j', (loss, wanted) => {
    expect(learners(loss)).toEqual(wanted);
  });

  it('the total is the sum of the losses, each with its weight', () => {
    const { losses } = ran(layersGradients, alignmentObjective(models, recipe, 2));
    const sum = Object.entries(recipe.losses).reduce((all, [name, weight]) => all + weight * losses[name], 0);
    expect(losses.total).toBeCloseTo(sum, 5);
  });

  it('judges learn that target images and their features are 1, and what is made 0', () => {
    // Verdicts that are everywhere what the judges should say of true ones: nothing is left but the other half.
    const { losses } = ran(layersGradients, judgesObjective(models, recipe));
    expect(losses.total).toBeCloseTo(losses.features + losses.images, 6);
    for (const judge of [models.featureJudge, models.imageJudge]) setBias(judge, 1);
    const all = ran(layersGradients, judgesObjective(models, recipe)).losses;
    expect(all.features).toBeCloseTo(1, 6);
    expect(all.images).toBeCloseTo(1, 6);
    for (const judge of [models.featureJudge, models.imageJudge]) setBias(judge, 0.5);
    const undecided = ran(layersGradients, judgesObjective(models, recipe)).losses;
    expect(undecided.features).toBeCloseTo(0.5, 6);
    // And the network is content with a judge of features that is.
    expect(ran(layersGradients, alignmentObjective(models, recipe, 2)).losses.align).toBeCloseTo(0, 6);
  });
});

describe('the level of the noise', () => {
  const side = 64;
  /** A slope with an edge, and noise of so many levels. */
  const picture = (levels: number, seed: number): Float32Array => {
    const random = createRandom(seed);
    return Float32Array.from({ length: side * side * 3 }, (_, i) => {
      const [y, x] = [Math.floor(i / (3 * side)), Math.floor(i / 3) % side];
      return 60 + y + (x + y > 70 ? 90 : 0) + levels * random.normal();
    });
  };

  it('is estimated from the pictures alone, edges and all', () => {
    // 3,072 details: the median of so many is known to 2 %; the edge crosses about 3 % of the squares, which raises it by as much.
    for (const levels of [2, 8, 20]) {
      expect(Math.abs(noiseLevel(picture(levels, 1), side) / levels - 1)).toBeLessThan(0.08);
    }
    expect(noiseLevel(picture(0, 1), side)).toBe(0);
  });

  it('is the median by hand: of a square, and over several images', () => {
    const square = (detail: number): number[] =>
      [0, detail, detail, 0].flatMap((value) => [value, value, value]);
    expect(noiseLevel(Float32Array.from(square(1)), 2)).toBeCloseTo(1 / 0.6745, 6);
    const three = [...square(1), ...square(5), ...square(2)];
    expect(noiseLevel(Float32Array.from(three), 2)).toBeCloseTo(2 / 0.6745, 6);
    expect(noiseLevel(Float32Array.from([...square(1), ...square(2)]), 2)).toBeCloseTo(1.5 / 0.6745, 6);
  });
});

/** A judge that says the same of everything. */
function setBias(judge: LayersModel, bias: number): void {
  const parameters = parametersOf(judge);
  parameters.get('Output/kernel').value.fill(0);
  parameters.get('Output/bias').value.fill(bias);
  parameters.sync();
}
