import * as tf from '@tensorflow/tfjs-core';
import { layers, type LayersModel } from '@tensorflow/tfjs-layers';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';

/** Gives the weight of a name (`RB1.conv1/kernel`) and shape; throws where there is none. */
export type GiveWeight = (name: string, shape: readonly number[]) => Pick<WeightTensor, 'data'>;

/** tfjs's LayerVariable, as far as it is of interest here. */
interface Variable {
  readonly val: tf.Tensor;
  dispose(): void;
}
type AddWeight = (this: layers.Layer, name: string, shape: number[], ...rest: unknown[]) => Variable;

let giving = false;
/** Begins the names of layers that are being made, in the file. */
let prefix = '';

/** Whether a model is being built whose weights come from a file: nothing need be drawn for it. */
export function areWeightsGiven(): boolean {
  return giving;
}

/** Builds a part of a network whose layers will have names with `begin` in front, by which their weights are in the file. */
export function namedWith<T>(begin: string, build: () => T): T {
  const before = prefix;
  prefix = begin;
  try {
    return build();
  } finally {
    prefix = before;
  }
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
  const made: Variable[] = [];
  prototype.addWeight = function (name, shape, dtype, _, ...rest) {
    const given = give(`${prefix}${this.name}/${name}`, shape);
    const apply = (): tf.Tensor => tf.tensor(given.data, shape, 'float32');
    const weight = addWeight.call(this, name, shape, dtype, { apply }, ...rest);
    made.push(weight);
    return weight;
  };
  giving = true;
  try {
    return build();
  } catch (error) {
    // What built it may have disposed of parts itself.
    for (const weight of made) if (!weight.val.isDisposed) weight.dispose();
    throw error;
  } finally {
    giving = false;
    prototype.addWeight = addWeight;
  }
}
