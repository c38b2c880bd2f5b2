import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import { KeptNumbers } from '../onnxruntime/kept-numbers';

/** One weight of a network under training. */
export interface Parameter {
  readonly name: string;
  readonly shape: readonly number[];
  readonly trainable: boolean;
  /** As it is now; changed in place. Where it lies on a GPU, it is brought from there: hold the parameter, not this array. */
  readonly value: Float32Array;
  /** Of the last batch; of a weight that is not trainable, empty. As `value`. */
  readonly gradient: Float32Array;
  /** Where both lie; left out: on the processor. */
  readonly kept?: { readonly value: KeptNumbers; readonly gradient: KeptNumbers };
}

/**
 * A network's weights as arrays that optimisers change in place. The model itself is brought up to date by `sync`
 * alone, so that a step costs no copies.
 */
export interface Parameters {
  readonly all: readonly Parameter[];
  readonly trainable: readonly Parameter[];
  /** @throws Error when there is none of that name. */
  get(name: string): Parameter;
  /** Writes the values, or those given instead, into the model. */
  sync(values?: ReadonlyMap<string, Float32Array>): void;
  /** Copies of all values, by name. */
  state(): Map<string, WeightTensor>;
  /** Puts back what `state` gave. */
  restore(state: ReadonlyMap<string, WeightTensor>): void;
}

const known = new WeakMap<LayersModel, Parameters>();

/** The parameters of a model: the same ones for each that asks, with the model's values at the first time. */
export function parametersOf(model: LayersModel): Parameters {
  const found = known.get(model);
  if (found) return found;
  const trained = new Set(model.trainableWeights.map(({ originalName }) => originalName));
  const all = model.weights.map((weight): Parameter => {
    const numbers = Float32Array.from(weight.read().dataSync<'float32'>());
    const trainable = trained.has(weight.originalName);
    const shape = weight.shape as number[];
    const value = new KeptNumbers(numbers, shape);
    const gradient = new KeptNumbers(new Float32Array(trainable ? numbers.length : 0), shape);
    return {
      name: weight.originalName,
      shape,
      trainable,
      get value() {
        return value.numbers;
      },
      get gradient() {
        return gradient.numbers;
      },
      kept: { value, gradient },
    };
  });
  const byName = new Map(all.map((parameter) => [parameter.name, parameter]));
  const parameters: Parameters = {
    all,
    trainable: all.filter(({ trainable }) => trainable),
    get: (name) => {
      const parameter = byName.get(name);
      if (!parameter) throw new Error(`The network has no weight ${name}.`);
      return parameter;
    },
    sync: (values) => {
      for (const weight of model.weights) {
        const { value, shape, name } = byName.get(weight.originalName)!;
        const tensor = tf.tensor((values?.get(name) ?? value).slice(), [...shape]);
        weight.write(tensor);
        tensor.dispose();
      }
    },
    state: () => new Map(all.map(({ name, shape, value }) => [name, { shape, data: value.slice() }])),
    restore: (state) => {
      for (const { name, value } of all) value.set(state.get(name)!.data);
    },
  };
  known.set(model, parameters);
  return parameters;
}
