import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Value } from '../../onnxruntime/graph';
import { type Step, weightName } from '../../onnxruntime/compiled/layer-call';
import type { Feature, Tape, Weight } from './tape';
import { Unsupported } from './unsupported';

/** A model on its way into a graph. */
export interface Source {
  readonly model: LayersModel;
  /** A weight of the model, by its full name. */
  weight(name: string): Weight;
  /** `batch`: normalise by the batch's moments; `moving`: by the moving averages, as at inference. */
  readonly normalisation: 'batch' | 'moving';
  /** Told the moments of each batch normalisation, by the layer's name. */
  onMoments?(layer: string, moments: Moments): void;
}

/** Mean and variance (biased) of a batch, each of C numbers. */
export interface Moments {
  readonly mean: Value;
  readonly variance: Value;
}

/** max(x, slope x); ReLU has slope 0. */
export interface Rectifier {
  readonly slope: number;
}

/** What is applied to a layer's result in the same pass. */
export interface Following {
  /** Added first. */
  readonly sum?: Feature;
  readonly rectifier?: Rectifier;
}

/** One use of a layer on a tape. */
export interface LearnCall {
  readonly tape: Tape;
  readonly source: Source;
  readonly layer: Step['layer'];
  readonly inputs: readonly Feature[];
  /** What the layer was made with, by tfjs's names. */
  readonly config: Readonly<Record<string, unknown>>;
  /** The shape that tfjs says will come out. */
  readonly shape: Step['shape'];
  /** What the layer is to do in its own pass; nothing for kinds that do not fuse. */
  readonly following: Following;
}

/**
 * Writes a layer and its gradient on the tape; undefined where the layer's `emit` does, since nobody wants the gradient of its input.
 *
 * @throws Unsupported for a layer that is set in a way that is not known here.
 */
export type Learn = (call: LearnCall) => Feature | undefined;

/** A layer's weights by their names within it. */
export function weightsOf({ source, layer }: Pick<LearnCall, 'source' | 'layer'>): Map<string, Weight> {
  return new Map(layer.weights.map((weight) => [weightName(weight), source.weight(weight.originalName)]));
}

/** Refuses a layer by its name. */
export function refuse({ layer }: Pick<LearnCall, 'layer'>): never {
  throw new Unsupported(`the layer ${layer.name} (${layer.getClassName()})`);
}
