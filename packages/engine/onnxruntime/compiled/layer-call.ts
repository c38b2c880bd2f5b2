import type { layers, Shape } from '@tensorflow/tfjs-layers';
import type { Graph, Value } from '../graph';
import { channelsLast } from '../layouts';

/** What flows between two layers. In the graph images are N x C x H x W, everything else as in tfjs. */
export interface Feature {
  readonly value: Value;
  /** tfjs's shape (N x H x W x C); what is known only at each run is null. */
  readonly shape: Shape;
}

/** What an emitter needs to write a layer into a graph. */
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

/** One use of a layer by a model: what goes in (numbers of earlier steps) and the shape that comes out. */
export interface Step {
  readonly layer: layers.Layer;
  readonly className: string;
  readonly inputs: readonly number[];
  readonly shape: Shape;
}

/** Where an axis of tfjs's is in the graph. */
export function axisInGraph(x: Pick<Feature, 'shape'>, axis: number): number {
  const positive = axis < 0 ? axis + x.shape.length : axis;
  return isImage(x) ? [0, 2, 3, 1][positive] : positive;
}

/** A feature with its dimensions in tfjs's order. */
export function inTfjsOrder(graph: Graph, x: Feature): Value {
  return isImage(x) ? channelsLast(graph, x.value) : x.value;
}
