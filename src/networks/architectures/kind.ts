import type { LayersModel } from '@tensorflow/tfjs-layers';

/** A kind of network, as an object: what `buildNetwork`, weight files and the table in docs/networks.md are made of. */
export interface NetworkKind<Options extends object = never> {
  /** What it is, in a few words. */
  readonly title: string;
  /** The layers that `tap` can look at, in order: `Conv1, RB1 ... RB16`. */
  readonly taps: string;
  /** The paper that it is from, and the code that its weights are read from where there is one. */
  readonly source: string;
  /** `same`: the output is an image of the input's size, for networks that restore; default `enlarges`. */
  readonly size?: 'same';
  /** How many frames a clip has that it takes; left out: it takes images. */
  readonly frames?: (options: Options) => number;
  /** The untrained network. */
  readonly build: (options?: Options) => LayersModel;
}
