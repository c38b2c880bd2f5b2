import { gradientsOf } from '@ddr-lab/engine/gradients/gradients';
import type { Objective } from '@ddr-lab/engine/gradients/objective';
import { adam, runningMean, sgd } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { buildNetwork } from '../../networks/network';
import { labelledSampler, readLabelled } from '../../training/data/labelled';
import { openEvaluationSet, openTrainingSet } from '../../training/data/sets';
import { evaluateAccuracy } from '../../training/evaluate';
import { type AdamSettings, type LabelledSet, type RecipeBase, learningRate } from '../../training/recipe';
import { joinStates, type Method, type Task, type TaskOptions } from '../../training/task';

/** Cross-entropy on labelled images. */
export interface ClassificationRecipe extends RecipeBase {
  readonly task: 'classification';
  readonly data: { readonly train: LabelledSet; readonly fallback: LabelledSet };
  /** Pixels of zeros around an image before its random crop; 4 as in He et al. 2016. */
  readonly padding: number;
  /** SGD with Nesterov-free momentum, or Adam. */
  readonly optimiser:
    | { readonly kind: 'sgd'; readonly momentum: number; readonly weightDecay: number }
    | ({ readonly kind: 'adam' } & AdamSettings);
  /** The saved network is the running mean of its weights with this decay an iteration; 0: the last ones. */
  readonly average?: number;
}

/** Cross-entropy of a classifier's logits. */
export function classificationObjective(
  network: LayersModel,
  images: readonly [batch: number, height: number, width: number, channels: number],
  classes: number,
): Objective {
  return {
    networks: { network: { model: network, role: 'trained' } },
    inputs: { images, labels: [images[0], classes] },
    build: (calculus, inputs) => {
      const [logits] = calculus.apply('network', inputs.images);
      const total = calculus.crossEntropy(logits, inputs.labels);
      return { losses: { total }, total };
    },
  };
}

/** Training of a classifier; `accuracy` on the test images is between 0 and 1. */
async function classificationTask(
  recipe: ClassificationRecipe,
  { onMessage, onProgress, signal }: TaskOptions,
): Promise<Task> {
  const images = await openTrainingSet(recipe.data, onMessage);
  const { batch, seed, padding } = recipe;
  const sampler = await labelledSampler(images, { batch, seed, padding, onProgress, signal });
  const tests = await openEvaluationSet(recipe.evaluation, sampler.height);
  const test = await readLabelled(tests, { onProgress, signal });
  const network = await buildNetwork(recipe.network);
  const { model } = network;
  const classes = model.outputs[0].shape.at(-1)!;
  const parameters = parametersOf(model);
  const { trainable } = parameters;
  const optimiser =
    recipe.optimiser.kind === 'sgd' ? sgd(trainable, recipe.optimiser) : adam(trainable, recipe.optimiser);
  const mean = runningMean(parameters.all, recipe.average ?? 0);
  const gradients = gradientsOf(
    classificationObjective(model, [batch, sampler.height, sampler.width, 3], classes),
  );
  const sync = (): void => parameters.sync(mean.values());
  return {
    network,
    data: `${images.name} (${images.count} images)`,
    evaluation: `${tests.count} images of ${tests.name}`,
    kind: gradients.kind,
    step: async (iteration) => {
      const drawn = await sampler.batch(iteration);
      const labels = new Float32Array(batch * classes);
      drawn.labels.forEach((label, n) => (labels[n * classes + label] = 1));
      const { losses } = gradients.run({ images: drawn.images, labels });
      if (Number.isFinite(losses.total)) {
        optimiser.step(iteration, learningRate(recipe.learningRate, iteration, recipe.iterations));
        mean.follow();
      }
      return losses;
    },
    evaluate: async () => {
      sync();
      return { accuracy: await evaluateAccuracy(model, test) };
    },
    sync,
    ...joinStates({ network: parameters, optimiser, mean }),
    dispose: () => gradients.dispose(),
  };
}

/** Side of the images of every labelled set that recipes name. */
const LABELLED_SIDE = 32;

/** Training of a classifier. */
export const classifier: Method<ClassificationRecipe> = {
  name: 'classification',
  summary: 'Cross-entropy on labelled images.',
  open: classificationTask,
  cost: async ({ network, batch }, count) => {
    const { trained, frozen } = await count(network, [batch, LABELLED_SIDE, LABELLED_SIDE, 3]);
    return 3 * trained + frozen;
  },
  prerequisites: () => [],
};
