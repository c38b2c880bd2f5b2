import type { Network } from '../networks/network';
import type { WeightTensor } from '@ddr-lab/base/weight-tensor';
import type { OnProgress } from '@ddr-lab/base/progress';

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
