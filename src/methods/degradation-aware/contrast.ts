import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import { createRandom } from '@ddr-lab/base/random';
import { adam, runningMean } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { Calculus, Participant } from '@ddr-lab/engine/gradients/objective';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { projectionHead } from '../../networks/architectures/degradation-encoder/network';
import type { AdamSettings } from '../../training/recipe';
import { joinStates, type Stateful } from '../../training/task';
import type { Teacher, Teaching } from './teacher';

/** How representations are contrasted (MoCo, He et al. 2020, as DASR uses it). */
export interface ContrastSettings {
  /** Keys of earlier batches that a query is held against; DASR: 8,192. */
  readonly queue: number;
  /** What the key encoder keeps of itself an iteration; DASR: 0.999. */
  readonly momentum: number;
  /** Divides inner products; DASR: 0.07. */
  readonly temperature: number;
}

/** The keys of the latest batches, rows of length 1, the oldest overwritten first. */
export interface KeyQueue extends Stateful {
  /** Rows x columns. */
  readonly data: Float32Array;
  /** Puts the rows of a batch in the place of the oldest. */
  push(keys: Float32Array): void;
}

/** A queue that begins with random directions, as MoCo's does. */
export function keyQueue(rows: number, columns: number, seed: number): KeyQueue {
  const random = createRandom(seed, 21);
  const data = Float32Array.from({ length: rows * columns }, () => random.normal());
  for (let row = 0; row < rows; row++) {
    const own = data.subarray(row * columns, (row + 1) * columns);
    const length = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0));
    own.forEach((value, i) => (own[i] = value / length));
  }
  let next = 0;
  return {
    data,
    push: (keys) => {
      for (let at = 0; at < keys.length; at += columns) {
        data.set(keys.subarray(at, at + columns), next * columns);
        next = (next + 1) % rows;
      }
    },
    state: () =>
      new Map<string, WeightTensor>([
        ['keys', { shape: [rows, columns], data: data.slice() }],
        ['next', { shape: [1], data: Float32Array.of(next) }],
      ]),
    restore: (state) => {
      data.set(state.get('keys')!.data);
      next = state.get('next')!.data[0];
    },
  };
}

/** A copy of networks that follows them slowly. */
export interface KeyNetworks extends Stateful {
  /** Takes in the originals' weights as they are now. */
  follow(): void;
}

/**
 * Lets copies follow their originals: each weight is `momentum` of itself and the rest of the original's, by its name. A copy may have fewer weights than
 * its original (the encoder within a larger network).
 *
 * @param pairs original and copy; the copies' trainable weights begin as the originals'.
 */
export function keyNetworks(
  pairs: readonly { readonly original: LayersModel; readonly copy: LayersModel }[],
  momentum: number,
): KeyNetworks {
  const parts = pairs.map(({ original, copy }) => {
    const to = parametersOf(copy);
    const names = new Set(to.trainable.map(({ name }) => name));
    const from = parametersOf(original).trainable.filter(({ name }) => names.has(name));
    const mean = runningMean(from, momentum);
    const write = (): void => {
      for (const [name, value] of mean.values()) to.get(name).value.set(value);
    };
    write();
    return { mean, write };
  });
  const states = joinStates(Object.fromEntries(parts.map(({ mean }, i) => [`${i}`, mean])));
  return {
    follow: () => {
      for (const { mean, write } of parts) {
        mean.follow();
        write();
      }
    },
    state: () => states.state(),
    restore: (state) => {
      states.restore(state);
      for (const { write } of parts) write();
    },
  };
}

/** Everything that a contrast needs beside the network whose encoder it teaches. */
export interface Contrast {
  readonly head: LayersModel;
  readonly keyEncoder: LayersModel;
  readonly keyHead: LayersModel;
  readonly settings: ContrastSettings;
  readonly queue: KeyQueue;
  /** For the checkpoint. */
  readonly parts: Readonly<Record<string, Stateful>>;
  /** After the network's own step: the head's, then the copies follow, and the keys enter the queue. */
  follow(iteration: number, rate: number, keys: Float32Array): void;
  dispose(): void;
}

/**
 * Opens a contrast: a head for what is asked, copies of encoder and head for the keys, and the queue.
 *
 * @param network holds the encoder, layer by layer under the names of `keyEncoder`, and begins as it is.
 * @param keyEncoder a degradation encoder, which is taken over and disposed of.
 */
export function openContrast(
  network: LayersModel,
  keyEncoder: LayersModel,
  settings: ContrastSettings,
  { seed, adam: adamSettings }: { readonly seed: number; readonly adam: AdamSettings },
): Contrast {
  const size = representationSize(keyEncoder);
  const [head, keyHead] = [projectionHead(size, seed), projectionHead(size, seed)];
  const headOptimiser = adam(parametersOf(head).trainable, adamSettings);
  const queue = keyQueue(settings.queue, size, seed);
  const copies = [
    { original: network, copy: keyEncoder },
    { original: head, copy: keyHead },
  ];
  const keys = keyNetworks(copies, settings.momentum);
  return {
    head,
    keyEncoder,
    keyHead,
    settings,
    queue,
    parts: { head: parametersOf(head), headOptimiser, keys, queue },
    follow: (iteration, rate, latest) => {
      headOptimiser.step(iteration, rate);
      keys.follow();
      queue.push(latest);
    },
    dispose: () => {
      for (const one of [head, keyHead, keyEncoder]) one.dispose();
    },
  };
}

/** How many numbers an encoder puts out. */
export const representationSize = (encoder: LayersModel): number =>
  encoder.getLayer('Representation').outputShape[1] as number;

/** The networks that a contrast's objective looks through, by the names that `contrastLoss` uses. */
export function contrastParticipants({
  head,
  keyEncoder,
  keyHead,
}: ContrastModels): Record<string, Participant> {
  return {
    head: { model: head, role: 'trained' },
    keyEncoder: { model: keyEncoder, role: 'held' },
    keyHead: { model: keyHead, role: 'held' },
  };
}

/** The models of a contrast. */
export type ContrastModels = Pick<Contrast, 'head' | 'keyEncoder' | 'keyHead'>;

/** InfoNCE of what the encoder saw against the keys of the partners and the queue; `keys` are to enter it. */
export function contrastLoss<T>(
  calculus: Calculus<T>,
  { seen, keys, queue }: { readonly seen: T; readonly keys: T; readonly queue: T },
  { temperature }: Pick<ContrastSettings, 'temperature'>,
): { readonly loss: T; readonly keys: T } {
  const [asked] = calculus.apply('head', seen);
  const [known] = calculus.apply('keyEncoder', keys, ['Representation']);
  const [given] = calculus.apply('keyHead', known);
  const own = calculus.unitRows(given);
  return { loss: calculus.infoNce(calculus.unitRows(asked), own, queue, temperature), keys: own };
}

/** Contrast beside super-resolution: queries and keys share a degradation, and the encoder is the network's own. */
export function contrastTeaching(
  models: ContrastModels,
  settings: ContrastSettings & { readonly weight: number },
  { batch, patch }: { readonly batch: number; readonly patch: number },
): Teaching {
  return {
    name: 'contrast',
    weight: settings.weight,
    layers: ['Representation'],
    networks: contrastParticipants(models),
    inputs: {
      keys: [batch, patch, patch, 3],
      queue: [settings.queue, representationSize(models.keyEncoder)],
    },
    build: (calculus, [seen], { keys: views, queue }) => {
      const { loss, keys } = contrastLoss(calculus, { seen, keys: views, queue }, settings);
      return { loss, outputs: { keys } };
    },
  };
}

/** The same with its queue and copies. */
export function contrastTeacher(
  contrast: Contrast,
  settings: ContrastSettings & { readonly weight: number },
  sizes: { readonly batch: number; readonly patch: number },
): Teacher {
  const { queue, parts } = contrast;
  return {
    ...contrastTeaching(contrast, settings, sizes),
    given: (_, { keys }) => Promise.resolve({ keys, queue: queue.data }),
    parts,
    follow: (iteration, rate, { keys }) => contrast.follow(iteration, rate, keys),
    dispose: () => contrast.dispose(),
  };
}
