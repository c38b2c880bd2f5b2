import type { LayersModel } from '@tensorflow/tfjs-layers';
import { InputError } from '../../errors';
import { buildNetwork, readWeights, type Network } from '../../networks/network';
import type { NetworkSpec } from '../../networks/spec';
import { unpairedSampler } from '../data/unpaired';
import { gradientsOf } from '../gradients';
import type { Objective } from '../objective';
import { adam } from '../optimisers/adam';
import { parametersOf } from '../parameters';
import type { UnpairedRecipe } from '../recipe';
import { learningRate } from '../schedule';
import { scaleOf } from '../scale';
import { openTrainingSet } from './data';
import { psnrEvaluation } from './psnr';
import { joinStates, type Task, type TaskOptions } from './task';

interface Models {
  /** From degraded to clean (the paper's G1). */
  readonly forward: LayersModel;
  /** From clean to degraded (G2). */
  readonly backward: LayersModel;
  /** Tells clean images from restored ones (D1). */
  readonly discriminator: LayersModel;
}

/**
 * The generators' losses of CinCGAN's inner cycle (Yuan et al. 2018, Eq. 1 to 5): there and back again, clean images
 * stay as they are, restored ones are smooth and pass for clean. The verdict is cross-entropy here, least
 * squares there.
 */
export function cycleObjective(
  { forward, backward, discriminator }: Models,
  { losses: weights }: Pick<UnpairedRecipe, 'losses'>,
  shape: readonly number[],
): Objective {
  return {
    networks: {
      forward: { model: forward, role: 'trained' },
      backward: { model: backward, role: 'trained' },
      discriminator: { model: discriminator, role: 'held' },
    },
    inputs: { degraded: shape, clean: shape },
    build: (calculus, { degraded, clean }) => {
      const [restored] = calculus.apply('forward', degraded);
      const [again] = calculus.apply('backward', restored);
      const [same] = calculus.apply('forward', clean);
      const [logits] = calculus.apply('discriminator', restored);
      const losses = {
        adversarial: calculus.verdict(logits, true),
        cycle: calculus.mse(again, degraded),
        identity: calculus.l1(same, clean),
        totalVariation: calculus.totalVariation(restored),
      };
      const total = calculus.sum([
        [weights.adversarial, losses.adversarial],
        [weights.cycle, losses.cycle],
        [weights.identity, losses.identity],
        [weights.totalVariation, losses.totalVariation],
      ]);
      return { losses: { ...losses, total }, total, outputs: { restored } };
    },
  };
}

/** Clean LR images are real, restored ones are not. */
export function cleanlinessObjective(discriminator: LayersModel, shape: readonly number[]): Objective {
  return {
    networks: { discriminator: { model: discriminator, role: 'trained' } },
    inputs: { clean: shape, restored: shape },
    build: (calculus, { clean, restored }) => {
      const [real] = calculus.apply('discriminator', clean);
      const [fake] = calculus.apply('discriminator', restored);
      const total = calculus.sum([
        [0.5, calculus.verdict(real, true)],
        [0.5, calculus.verdict(fake, false)],
      ]);
      return { losses: { discriminator: total }, total };
    },
  };
}

/**
 * Unpaired restoration, saved together with the network that super-resolves what it restored: one network from
 * degraded LR to HR, of kind `cincgan`.
 */
export async function unpairedTask(
  recipe: UnpairedRecipe,
  { onMessage, finished }: TaskOptions,
): Promise<Task> {
  const images = await openTrainingSet(recipe.data, onMessage);
  const superResolution = await finished(recipe.superResolution);
  const forward = await buildNetwork(recipe.network);
  const network = await chained(recipe.network, superResolution);
  const { model: backward } = await buildNetwork(recipe.backward);
  const { model: discriminator } = await buildNetwork(recipe.discriminator.network);
  const { patch, batch, seed, data } = recipe;
  const scale = scaleOf(superResolution.spec);
  const sampler = unpairedSampler(images, { patch, batch, scale, seed, degradations: data.degradations });
  const evaluation = await psnrEvaluation(network, recipe.evaluation, scale);

  const own = parametersOf(forward.model);
  const back = parametersOf(backward);
  const opposed = parametersOf(discriminator);
  const optimiser = adam(own.trainable, recipe.adam);
  const returning = adam(back.trainable, recipe.adam);
  const opponent = adam(opposed.trainable, recipe.adam);
  const shape = [batch, patch, patch, 3];
  const cycling = gradientsOf(
    cycleObjective({ forward: forward.model, backward, discriminator }, recipe, shape),
  );
  const judging = gradientsOf(cleanlinessObjective(discriminator, shape));
  const whole = parametersOf(network.model);
  const sync = (): void => {
    for (const { name, value } of own.all) whole.get(`Clean${name}`).value.set(value);
    whole.sync();
  };
  return {
    network,
    data: `${images.name} (${images.count} images)`,
    evaluation: evaluation.name,
    kind: cycling.kind,
    step: async (iteration) => {
      const { degraded, clean } = await sampler.batch(iteration);
      const { losses, outputs } = cycling.run({ degraded, clean });
      if (!Number.isFinite(losses.total)) return losses;
      const rate = learningRate(recipe.learningRate, iteration, recipe.iterations);
      optimiser.step(iteration, rate);
      returning.step(iteration, rate);
      const verdict = judging.run({ clean, restored: outputs.restored });
      opponent.step(iteration, learningRate(recipe.discriminator.learningRate, iteration, recipe.iterations));
      return { ...losses, ...verdict.losses };
    },
    evaluate: () => {
      sync();
      return evaluation.measure();
    },
    sync,
    ...joinStates({
      network: own,
      optimiser,
      backward: back,
      returning,
      discriminator: opposed,
      opponent,
    }),
    dispose: () => {
      cycling.dispose();
      judging.dispose();
      for (const model of [forward.model, backward, discriminator]) model.dispose();
    },
  };
}

/** A fresh restoration network before a finished super-resolution network. */
async function chained(restoration: NetworkSpec, superResolution: Network): Promise<Network> {
  const { spec, model } = superResolution;
  if (restoration.kind !== 'restoration' || spec.kind !== 'srresnet') {
    throw new InputError(
      `An unpaired recipe takes a network of kind restoration and an srresnet behind it, not ${restoration.kind} and ${spec.kind}.`,
    );
  }
  const network = await buildNetwork({ kind: 'cincgan', restoration, superResolution: spec });
  const whole = parametersOf(network.model);
  for (const [name, { data }] of await readWeights(model)) whole.get(name).value.set(data);
  whole.sync();
  model.dispose();
  return network;
}
