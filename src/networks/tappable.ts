import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import type { SeenOperation } from '@ddr-lab/graphs/receptive-field';
import type { Network } from './network';

/**
 * A network whose layers are computed by name, whatever runs it: an ONNX model, a tfjs graph, or one of our own behind
 * another range or order of channels. Images go in as everywhere here, RGB in [0, 1]; what its authors fed it instead
 * (BGR, [0, 255], luma alone) is its own affair.
 */
export interface GraphNetwork {
  /** The layers worth tapping, in the order that data flows; the last is its output. */
  readonly layers: readonly string[];
  /** Those of `layers` that end a block at the size of the input, from the first to the deepest; none where it is no such network. */
  readonly blocks: readonly string[];
  /** The only size of images that it takes; undefined: any. */
  readonly size?: { readonly height: number; readonly width: number };
  /** What its operations see of the image, by layers' names; left out where that is not known. */
  readonly operations?: readonly SeenOperation[];
  /** What is known of it: architecture, source, format, and a `warning` where something seems wrong or was found by trying. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Equal for what computes the same, also in another process. */
  readonly fingerprint: string;
  /**
   * What layers put out, in the order they are named, for images N x H x W x 3: each N x h x w x C, channels last, or
   * N x C. Layers that are not listed among `layers` can be named, too.
   *
   * @throws InputError for a name that it does not have, or images of a size that it does not take.
   */
  compute(layers: readonly string[], images: Numbers): Promise<readonly Numbers[]>;
  /**
   * What it makes of images N x H x W x 3: images N x s H x s W x 3 in [0, 1], not clipped, or what else it is there for.
   *
   * @throws InputError for images of a size that it does not take.
   */
  predict(images: Numbers): Promise<Numbers>;
  /** Frees its memory; it cannot be used any more. */
  dispose(): void;
}

/** A tfjs layers model with the names of the layers worth tapping: our own networks, and what `networkFrom` builds. */
export type LayersNetwork = Pick<Network, 'model' | 'layers'>;

/** Any network that images can be put through. */
export type Runnable = Pick<Network, 'model'> | GraphNetwork;

/** Any network whose features can be looked at. */
export type Tappable = LayersNetwork | GraphNetwork;

/** Tells the two kinds apart. */
export function isGraphNetwork(network: Runnable): network is GraphNetwork {
  return !('model' in network);
}

/** Frees a network's memory, whichever kind it is. */
export function disposeNetwork(network: Runnable): void {
  if (isGraphNetwork(network)) network.dispose();
  else network.model.dispose();
}
