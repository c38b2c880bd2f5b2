import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import { createRandom } from '@ddr-lab/base/random';
import { runningMean } from '@ddr-lab/engine/gradients/optimisers/optimiser';
import { parametersOf } from '@ddr-lab/engine/gradients/parameters';
import type { Participant } from '@ddr-lab/engine/gradients/objective';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { joinStates, type Stateful } from '../../training/task';

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

/** The networks of a contrast, by the names that its objective uses. */
export function keyParticipants(encoder: LayersModel, head: LayersModel): Record<string, Participant> {
  return {
    keyEncoder: { model: encoder, role: 'held' },
    keyHead: { model: head, role: 'held' },
  };
}
