import * as tf from '@tensorflow/tfjs-core';
import type { Network } from '../networks/network';
import type { WeightTensor } from '../networks/weights/safetensors';
import { adam, type Adam } from './adam';
import { compiledStep } from './compiled/step';
import type { Recipe } from './recipe';

/** LR and HR patches, N x H x W x 3 in [0, 1]. */
export interface Batch {
  readonly lr: Float32Array;
  readonly hr: Float32Array;
}

/** One iteration of training, with the optimiser's memory. */
export interface TrainingStep {
  /** `compiled`: one onnxruntime graph; `layers`: tfjs, kernel by kernel. */
  readonly kind: 'compiled' | 'layers';
  /** Loss and gradients of a batch, one step of Adam; returns the loss. `iteration` counts from 0. */
  run(batch: Batch, iteration: number, rate: number): number;
  /** Brings the network's weights up to date: `run` may keep its own. */
  sync(): void;
  /** Adam's moments of every weight, by name, copied. */
  state(): Promise<Map<string, WeightTensor>>;
  /** Puts back what `state` gave. */
  restore(state: ReadonlyMap<string, WeightTensor>): void;
  dispose(): void;
}

/**
 * The training step of a recipe, starting from the network's weights as they are now: compiled where the
 * onnxruntime backend is in use and knows all layers, otherwise by tfjs.
 */
export function trainingStep(
  recipe: Pick<Recipe, 'batch' | 'patch' | 'loss' | 'adam'>,
  network: Pick<Network, 'spec' | 'model'>,
): TrainingStep {
  const scale = network.spec.scale ?? 4;
  return compiledStep(network.model, { ...recipe, scale }) ?? layersStep(recipe, network, scale);
}

/** The step by tfjs's own differentiation, on any backend. */
export function layersStep(
  recipe: Pick<Recipe, 'batch' | 'patch' | 'loss' | 'adam'>,
  { model }: Pick<Network, 'model'>,
  scale: number,
): TrainingStep {
  // `read` gives the variable itself, though its type says tensor.
  const variables = new Map(
    model.trainableWeights.map((weight) => [weight.originalName, weight.read() as unknown as tf.Variable]),
  );
  const optimiser: Adam = adam(variables, recipe.adam);
  const { batch, patch } = recipe;
  return {
    kind: 'layers',
    run: (data, iteration, rate) =>
      tf.tidy(() => {
        const lr = tf.tensor4d(data.lr, [batch, patch, patch, 3]);
        const hr = tf.tensor4d(data.hr, [batch, patch * scale, patch * scale, 3]);
        const { value, grads } = tf.variableGrads(() => {
          const difference = tf.sub(model.apply(lr, { training: true }) as tf.Tensor, hr);
          return tf.mean(recipe.loss === 'l1' ? tf.abs(difference) : tf.square(difference)) as tf.Scalar;
        }, [...variables.values()]);
        const loss = value.dataSync()[0];
        if (Number.isFinite(loss)) optimiser.apply(grads, iteration, rate);
        return loss;
      }),
    sync: () => undefined,
    state: () => optimiser.state(),
    restore: (state) => optimiser.restore(state),
    dispose: () => optimiser.dispose(),
  };
}
