import type { LayersModel } from '@tensorflow/tfjs-layers';
import { buildNetwork, type Network } from '../../networks/network';
import { patchSampler } from '../../training/data/pairs';
import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Calculus, Objective } from '@ddr-lab/engine/gradients/objective';
import { adam, runningMean } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { GanRecipe } from './recipe';
import { scaleOf } from '../../training/places';
import { learningRate } from '../../training/schedule';
import { openTrainingSet } from '../../training/data/open';
import { judge } from '../../training/judge';
import { psnrEvaluation } from '../../training/psnr-evaluation';
import { takeWeights } from '../../training/start';
import { joinStates, type Task, type TaskOptions } from '../../training/task';

interface Models {
  readonly generator: LayersModel;
  readonly discriminator: LayersModel;
  readonly features: LayersModel;
}

/** The generator's losses: pixels, the discriminator's verdict, a classifier's features (SRGAN, Ledig et al. 2017). */
export function generatorObjective(
  { generator, discriminator, features }: Models,
  recipe: Pick<GanRecipe, 'batch' | 'patch' | 'losses' | 'perceptual'>,
  scale: number,
): Objective {
  const { batch, patch, losses: weights, perceptual } = recipe;
  return {
    networks: {
      generator: { model: generator, role: 'trained' },
      discriminator: { model: discriminator, role: 'held' },
      ...(weights.perceptual > 0 && { features: { model: features, role: 'fixed' } }),
    },
    inputs: { lr: [batch, patch, patch, 3], hr: [batch, patch * scale, patch * scale, 3] },
    build: <T>(calculus: Calculus<T>, { lr, hr }: Readonly<Record<string, T>>) => {
      const [sr] = calculus.apply('generator', lr);
      const [logits] = calculus.apply('discriminator', sr);
      const losses: Record<string, T> = {
        l1: calculus.l1(sr, hr),
        adversarial: calculus.verdict(logits, true),
      };
      if (weights.perceptual > 0) {
        const seen = calculus.apply('features', sr, perceptual.layers);
        const wanted = calculus.apply('features', hr, perceptual.layers);
        losses.perceptual = calculus.sum(seen.map((feature, i) => [1, calculus.l1(feature, wanted[i])]));
      }
      const total = calculus.sum(
        Object.entries(losses).map(([name, loss]) => [weights[name as keyof typeof weights], loss]),
      );
      return { losses: { ...losses, total }, total, outputs: { sr } };
    },
  };
}

/** A generator that begins where a network of pixel loss ended, against a discriminator that begins anew. */
export async function ganTask(recipe: GanRecipe, { onMessage, finished }: TaskOptions): Promise<Task> {
  const images = await openTrainingSet(recipe.data, onMessage);
  const network = await buildNetwork(recipe.network);
  await takeWeights(network, await finished(recipe.start));
  const { model: discriminator } = await buildNetwork(recipe.discriminator.network);
  const features: Network = await finished(recipe.perceptual.network);
  const scale = scaleOf(recipe.network);
  const { patch, batch, seed, data } = recipe;
  const sampler = patchSampler(images, { patch, batch, scale, seed, degradations: data.degradations });
  const evaluation = await psnrEvaluation(network, recipe.evaluation, scale);

  const parameters = parametersOf(network.model);
  const optimiser = adam(parameters.trainable, recipe.adam);
  const mean = runningMean(parameters.trainable, recipe.average);
  const models = { generator: network.model, discriminator, features: features.model };
  const generating = gradientsOf(generatorObjective(models, recipe, scale));
  const opponent = judge(discriminator, recipe, [batch, patch * scale, patch * scale, 3]);
  const sync = (): void => parameters.sync(mean.values());
  return {
    network,
    data: `${images.name} (${images.count} images)`,
    evaluation: evaluation.name,
    kind: generating.kind,
    step: async (iteration) => {
      const { lr, hr } = await sampler.batch(iteration);
      const { losses, outputs } = generating.run({ lr, hr });
      if (!Number.isFinite(losses.total)) return losses;
      optimiser.step(iteration, learningRate(recipe.learningRate, iteration, recipe.iterations));
      mean.follow();
      return { ...losses, discriminator: opponent.step(iteration, hr, outputs.sr) };
    },
    evaluate: () => {
      sync();
      return evaluation.measure();
    },
    sync,
    ...joinStates({
      network: parameters,
      optimiser,
      mean,
      discriminator: opponent.parameters,
      opponent: opponent.optimiser,
    }),
    dispose: () => {
      generating.dispose();
      opponent.dispose();
      features.model.dispose();
    },
  };
}
