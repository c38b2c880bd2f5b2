import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { useBackend } from '@ddr-lab/engine/backend';
import { InputError } from '@ddr-lab/base/errors';
import { networkKinds, type NetworkSpec } from './architectures/spec';
import { withGivenWeights, type GiveWeight } from './given-weights';
import {
  writeSafetensors,
  type Precision,
  decodeSafetensors,
  encodeSafetensors,
} from '@ddr-lab/weights/safetensors';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';

export type { NetworkSpec } from './architectures/spec';

/** A built network: a tfjs model whose layers carry the paper's names. */
export interface Network {
  readonly spec: NetworkSpec;
  readonly model: LayersModel;
  /** The layers worth tapping, in the order that data flows: Conv1, RB1 ... RB16, UP1, UP2, HRConv, Output. */
  readonly layers: readonly string[];
  /** How it was made (recipe, seed, data, iterations, PSNR, time, version), where it comes from a file. */
  readonly metadata: Readonly<Record<string, string>>;
}

/**
 * Builds a network, on the fastest backend: with freshly drawn weights, or with those that `give` has for each of its layers.
 *
 * @throws InputError when its kind is not known or its sizes make no sense; and what `give` throws.
 */
export async function buildNetwork(
  spec: NetworkSpec,
  metadata: Readonly<Record<string, string>> = {},
  give?: GiveWeight,
): Promise<Network> {
  await useBackend();
  const kind = Object.hasOwn(networkKinds, spec.kind) ? networkKinds[spec.kind] : undefined;
  if (!kind) {
    throw new InputError(
      `${spec.kind}: no such kind of network. Known: ${Object.keys(networkKinds).join(', ')}.`,
    );
  }
  const build = kind.build as (spec: NetworkSpec) => LayersModel;
  const model = give ? withGivenWeights(give, () => build(spec)) : build(spec);
  // Convolutions inside a block have a dot in their name; what the paper names has none.
  const layers = model.layers
    .map(({ name }) => name)
    .filter((name) => !/[.]|^Input$|^(One|Two)?Upsampled$/.test(name));
  return { spec, model, layers, metadata };
}

/** Writes a network with its metadata as safetensors, whole or not at all. */
export async function saveNetwork(
  path: string,
  network: Pick<Network, 'spec' | 'model' | 'metadata'>,
  options: { precision?: Precision } = {},
): Promise<void> {
  const metadata = { ...network.metadata, network: JSON.stringify(network.spec) };
  await writeSafetensors(path, { tensors: await readWeights(network.model), metadata }, options.precision);
}

/**
 * A model's weights by name (`RB1.conv1/kernel`), copied out of tfjs. (tfjs's own `name` gets `_1` appended
 * in the second network of a process; `originalName` is the name as written.)
 */
export async function readWeights(model: LayersModel): Promise<Map<string, WeightTensor>> {
  const tensors = new Map<string, WeightTensor>();
  for (const weight of model.weights) {
    const value = weight.read();
    tensors.set(weight.originalName, {
      shape: value.shape,
      data: (await value.data<'float32'>()).slice(),
    });
  }
  return tensors;
}

/** Sets a model's weights by name; every tensor must be there, with the right shape, and no other. */
export function writeWeights(model: LayersModel, tensors: ReadonlyMap<string, WeightTensor>): void {
  const wanted = new Map(model.weights.map((weight) => [weight.originalName, weight]));
  const missing = [...wanted.keys()].filter((name) => !tensors.has(name));
  const foreign = [...tensors.keys()].filter((name) => !wanted.has(name));
  if (missing.length || foreign.length) {
    const some = (names: string[]): string =>
      names.slice(0, 5).join(', ') + (names.length > 5 ? ', ...' : '');
    throw new InputError(
      `the weights do not fit the network (missing: ${some(missing) || 'none'}; not used: ${some(foreign) || 'none'}).`,
    );
  }
  for (const [name, weight] of wanted) {
    const { shape, data } = tensors.get(name)!;
    if (shape.join() !== weight.shape.join()) {
      throw new InputError(
        `tensor ${name} is ${shape.join(' x ')}, the network's ${weight.shape.join(' x ')}.`,
      );
    }
    const tensor = tf.tensor(data, [...shape]);
    weight.write(tensor);
    tensor.dispose();
  }
}

/**
 * The network as it will be once its weights have been stored in half precision and read again: 11 bits instead of
 * 24, numbers below 6e-8 gone.
 *
 * @throws InputError where a weight is too large for half precision (65,520 and above).
 */
export async function inHalfPrecision(network: Network): Promise<Network> {
  const tensors = await readWeights(network.model);
  const rounded = decodeSafetensors(encodeSafetensors({ tensors, metadata: {} }, 'F16')).tensors;
  for (const [name, { data }] of rounded) {
    if (!data.every(Number.isFinite)) {
      throw new InputError(`${name} holds numbers that half precision cannot: keep the weights in F32.`);
    }
  }
  const half = await buildNetwork(network.spec, network.metadata);
  writeWeights(half.model, rounded);
  return half;
}
