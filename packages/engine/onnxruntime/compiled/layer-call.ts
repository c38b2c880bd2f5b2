import type { layers, Shape } from '@tensorflow/tfjs-layers';
import type { Graph, Value } from '../graph';

/** What flows between two layers. In the graph images are N x C x H x W, everything else as in tfjs. */
export interface Feature {
  readonly value: Value;
  /** tfjs's shape (N x H x W x C); what is known only at each run is null. */
  readonly shape: Shape;
}

/** One use of a layer: what an emitter needs to write it into a graph. */
export interface LayerCall {
  readonly graph: Graph;
  readonly inputs: readonly Feature[];
  /** What the layer was made with, by tfjs's names. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The shape that tfjs says will come out. */
  readonly shape: Shape;
  /** A weight as a constant, dimensions as in tfjs, or undefined where the layer has none of this name. */
  weight(name: string): Weight | undefined;
}

/** A constant of the graph. */
export interface Weight {
  readonly value: Value;
  readonly shape: readonly number[];
}

/** Writes a layer into the graph and returns its result, or undefined for what it cannot express. */
export type Emitter = (call: LayerCall) => Value | undefined;

/** True for N x H x W x C. */
export const isImage = ({ shape }: { readonly shape: Shape }): boolean => shape.length === 4;

/** A weight of a layer that must have it. */
export function required({ weight }: LayerCall, name: string): Weight {
  const found = weight(name);
  if (!found) throw new Error(`A layer has no weight ${name}.`);
  return found;
}

/** The name of a weight within its layer: `kernel` of `RB1.conv1/kernel`. */
export function weightName(weight: layers.Layer['weights'][number]): string {
  return weight.originalName.slice(weight.originalName.lastIndexOf('/') + 1);
}
