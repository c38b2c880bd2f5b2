import type { layers } from '@tensorflow/tfjs-layers';
import type { Learn, Rectifier } from '../gradients/compiled/learn';
import type { Emitter } from '../onnxruntime/compiled/layer-call';
import type { Seen, Sight } from './sight';

/** How far a layer looks around a pixel, and how much larger its result is, where every pixel is treated alike. */
export interface Locality {
  /** How many pixels of its input a layer sees to each side, at most. */
  readonly reach: number;
  readonly scale: number;
}

/** Each pixel by itself. */
export const pixelwise: Locality = { reach: 0, scale: 1 };

type Config = Readonly<Record<string, unknown>>;

/**
 * All that the engine knows of one kind of layer, besides tfjs's own class for it. A kind is one object and one line in `kinds.ts`.
 */
export interface LayerKind {
  /** tfjs's name of the class. */
  readonly className: string;
  /** Writes the layer into a graph for inference. */
  readonly emit: Emitter;
  /**
   * For results that are images, how far the layer looks, so that large ones are computed tile by tile; left out (or undefined, as
   * it is set) where a result depends on the whole image.
   */
  readonly locality?: Locality | ((config: Config, layer: layers.Layer) => Locality | undefined);
  /**
   * Which places of an input its result depends on, for receptive fields; left out: as `locality` says. Undefined where it is not
   * known.
   */
  readonly sight?: (config: Config, seen: Seen) => Sight | undefined;
  /** Writes the layer with its gradient, for training; left out: the layer is only taken where nobody wants its gradient. */
  readonly learn?: Learn;
  /** In training, does the addition and the rectifier behind it in its own pass (`LearnCall.following`). */
  readonly fuses?: true;
  /** Is an addition, which the layer before it can do. */
  readonly sums?: true;
  /** The rectifier that it is, which the layer before it can do. */
  readonly rectifier?: (config: Config) => Rectifier | undefined;
}
