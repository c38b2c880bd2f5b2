import * as tf from '@tensorflow/tfjs-core';
import { layers, type LayersModel } from '@tensorflow/tfjs-layers';
import type { WeightTensor } from './safetensors';

/** Gives the weight of a name (`RB1.conv1/kernel`) and shape; throws where there is none. */
export type GiveWeight = (name: string, shape: readonly number[]) => Pick<WeightTensor, 'data'>;

interface Disposable {
  dispose(): void;
}
type AddWeight = (this: layers.Layer, name: string, shape: number[], ...rest: unknown[]) => Disposable;

let giving = false;

/** Whether a model is being built whose weights come from a file: nothing need be drawn for it. */
export function areWeightsGiven(): boolean {
  return giving;
}

/**
 * Builds a model whose layers get their weights as they are made, instead of drawn ones. So a model that a file describes,
 * but has no weights for, is refused at its first layer, before anything of its size is in memory.
 *
 * @throws what `give` and `build` throw; the weights made so far are disposed of then.
 */
export function withGivenWeights(give: GiveWeight, build: () => LayersModel): LayersModel {
  // tfjs's Layer makes all weights of all layers in this method, which has no public name.
  const prototype = layers.Layer.prototype as unknown as { addWeight: AddWeight };
  const { addWeight } = prototype;
  const made: Disposable[] = [];
  prototype.addWeight = function (name, shape, dtype, _, ...rest) {
    const given = give(`${this.name}/${name}`, shape);
    const apply = (): tf.Tensor => tf.tensor(given.data, shape, 'float32');
    const weight = addWeight.call(this, name, shape, dtype, { apply }, ...rest);
    made.push(weight);
    return weight;
  };
  giving = true;
  try {
    return build();
  } catch (error) {
    for (const weight of made) weight.dispose();
    throw error;
  } finally {
    giving = false;
    prototype.addWeight = addWeight;
  }
}
