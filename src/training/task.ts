import type { OnProgress } from '@ddr-lab/base/progress';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import { weightName } from '@ddr-lab/engine/onnxruntime/compiled/layer-call';
import { stepsTo } from '@ddr-lab/engine/onnxruntime/compiled/stages';
import type { LayersModel, Shape } from '@tensorflow/tfjs-layers';
import type { NetworkSpec } from '../networks/architectures/spec';
import { buildNetwork, type Network } from '../networks/network';
import type { RecipeBase } from './recipe';

/** Numbers by name. */
export type Values = Record<string, number>;

/** What a recipe does in an iteration, behind one face for all kinds of training. */
export interface Task {
  /** The network that is made. Its model is up to date after `sync`. */
  readonly network: Network;
  /** Names the training data, for the weight file. */
  readonly data: string;
  /** Names what `evaluate` measures on. */
  readonly evaluation: string;
  /** `compiled` or `layers`: how gradients are computed. */
  readonly kind: 'compiled' | 'layers';
  /** One iteration, counted from 0; returns its losses, `total` among them. */
  step(iteration: number): Promise<Values>;
  /** Measures the network: `psnr`, `accuracy` ... Calls `sync` itself. */
  evaluate(): Promise<Values>;
  /** Brings the network's model up to date. */
  sync(): void;
  /** All that is needed to go on as if never stopped, by name, copied. */
  state(): Map<string, WeightTensor>;
  /** Puts back what `state` gave. */
  restore(state: ReadonlyMap<string, WeightTensor>): void;
  dispose(): void;
}

/** What opening a task takes. */
export interface TaskOptions {
  /** Told remarks, such as that scenes stand in for missing data. */
  readonly onMessage: (message: string) => void;
  /** The finished network of another recipe. */
  readonly finished: (recipe: string) => Promise<Network>;
  /** Told how many images are read or drawn, where all are before the first iteration. */
  readonly onProgress?: OnProgress;
  /** Stops between two images. */
  readonly signal?: AbortSignal;
}

/** Anything with a state that is saved and put back. */
export interface Stateful {
  state(): Map<string, WeightTensor>;
  restore(state: ReadonlyMap<string, WeightTensor>): void;
}

/** Several states as one, each under its name: `NAME:TENSOR`. */
export function joinStates(parts: Readonly<Record<string, Stateful>>): Stateful {
  return {
    state: () =>
      new Map(
        Object.entries(parts).flatMap(([name, part]) =>
          [...part.state()].map(([key, tensor]): [string, WeightTensor] => [`${name}:${key}`, tensor]),
        ),
      ),
    restore: (state) => {
      for (const [name, part] of Object.entries(parts)) {
        const own = [...state].filter(([key]) => key.startsWith(`${name}:`));
        part.restore(new Map(own.map(([key, tensor]) => [key.slice(name.length + 1), tensor])));
      }
    },
  };
}

/** Multiplications, each with its addition, of a network's convolutions and dense layers. */
export interface MultiplyAdds {
  /** In layers that are trained. */
  readonly trained: number;
  /** In layers that are not. */
  readonly frozen: number;
}

/**
 * Counts what a network computes from an input of the given shape to its outputs, or up to the named layers:
 * convolutions and dense layers alone, next to which all else costs little.
 *
 * @param input shape with the batch, N x H x W x C.
 */
export function multiplyAdds(
  model: LayersModel,
  input: readonly number[],
  layers?: readonly string[],
): MultiplyAdds {
  const wanted = layers?.map((name) => model.getLayer(name).output);
  const found = stepsTo(model, wanted ? wanted.flat() : model.outputs);
  if (!found) throw new Error('Only networks of one input can be counted.');
  const shapes: Shape[] = [[...input]];
  const sums = { trained: 0, frozen: 0 };
  for (const { layer, inputs } of found.steps.slice(1)) {
    const from = inputs.map((index) => shapes[index]);
    const shape = layer.computeOutputShape(from.length === 1 ? from[0] : from) as Shape;
    shapes.push(shape);
    const kernel = layer.weights.find((weight) => weightName(weight) === 'kernel');
    if (!kernel) continue;
    // Every result but for its channels is one use of the whole kernel.
    const places = size(shape) / shape[shape.length - 1]!;
    sums[layer.trainable ? 'trained' : 'frozen'] += places * size(kernel.shape);
  }
  return sums;
}

const size = (shape: Shape): number => shape.reduce<number>((product, side) => product * side!, 1);

/** Counts a network's multiply-adds for an input of a shape, up to some layers or to its output. */
export type CountNetwork = (
  spec: NetworkSpec,
  input: readonly number[],
  layers?: readonly string[],
) => Promise<MultiplyAdds>;

/** Builds the network, counts, and lets go of it. */
export const countNetwork: CountNetwork = async (spec, input, layers) => {
  const { model } = await buildNetwork(spec);
  try {
    return multiplyAdds(model, input, layers);
  } finally {
    model.dispose();
  }
};

/** A way of training: what its recipes need, cost and do. One object, in the list of `src/methods/methods.ts`. */
export interface Method<R extends RecipeBase = RecipeBase> {
  /** The `task` of its recipes. */
  readonly name: R['task'];
  /** What it learns from, in a sentence, and where that is from. */
  readonly summary: string;
  /** Opens a recipe's data and networks, ready for its first iteration. */
  open(recipe: R, options: TaskOptions): Promise<Task>;
  /**
   * Multiply-adds of one iteration. The gradients of a layer cost twice what its result does, once with respect to its
   * input and once to its weights; of a layer that is not trained but lies on the way back, once.
   *
   * @param networkOf the network of another recipe of the same profile, by its name.
   */
  cost(recipe: R, count: CountNetwork, networkOf: (name: string) => NetworkSpec): Promise<number>;
  /** Names of the recipes of the same profile that must be finished before this one can be trained. */
  prerequisites(recipe: R): readonly string[];
}

/** Multiply-adds of a network that is not trained, or of which the trained part does not matter. */
export async function forwardCost(
  count: CountNetwork,
  ...question: Parameters<CountNetwork>
): Promise<number> {
  const { trained, frozen } = await count(...question);
  return trained + frozen;
}
