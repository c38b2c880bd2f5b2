import type { LayersModel } from '@tensorflow/tfjs-layers';

/**
 * What an objective is written in: once, and computed in two ways, as one onnxruntime graph or by tfjs. `T` is a
 * value under way: images, features, or a loss.
 */
export interface Calculus<T> {
  /** What a network makes of `x`: its output, or what the named layers put out. */
  apply(network: string, x: T, layers?: readonly string[]): T[];
  /** The sum of two values of one shape, place by place. */
  add(a: T, b: T): T;
  /** The same value, through which no gradient goes back. */
  stop(x: T): T;
  /** Two images as one, the channels of `a` before those of `b`. */
  beside(a: T, b: T): T;
  /** Mean absolute difference. */
  l1(a: T, b: T): T;
  /** Mean squared difference. */
  mse(a: T, b: T): T;
  /** Mean binary cross-entropy of a discriminator's logits against one verdict (vanilla GAN). */
  verdict(logits: T, real: boolean): T;
  /** Mean squared difference of a judge's verdicts, a map or rows, and one number that they are to be (LSGAN, Mao et al. 2017). */
  leastSquares(verdicts: T, target: number): T;
  /** Mean cross-entropy of logits (N x K) against one-hot labels (N x K). */
  crossEntropy(logits: T, labels: T): T;
  /** Mean absolute difference of neighbouring pixels, both ways: anisotropic total variation. */
  totalVariation(images: T): T;
  /** The sum of the products of two values of one shape; `b` may hold one item for all of the batch: a linear functional of `a`. */
  inner(a: T, b: T): T;
  /**
   * How much detail a window of images has: sqrt(down^2 + across^2 + epsilon) of the differences to the pixel below and to the right,
   * summed over images, channels and the window's pixels. `epsilon` lies under the root, so that flat places have a slope of 0, not NaN.
   *
   * @param window its pixels: rows `top` to `top + height - 1` and so on; each needs a neighbour below and to the right.
   */
  gradientMagnitude(images: T, window: PixelWindow, epsilon: number): T;
  /** Rows (N x K) divided by their lengths. */
  unitRows(x: T): T;
  /**
   * InfoNCE (van den Oord et al. 2018; MoCo, He et al. 2020): mean over the rows of the cross-entropy of "which of all keys is mine", by inner products over the
   * temperature. All rows have length 1 (`unitRows`). Gradients go to the queries alone: keys and queue are given.
   *
   * @param queries N x K.
   * @param keys N x K, one for each query; nothing that is trained has a part in them.
   * @param queue M x K: keys of others.
   */
  infoNce(queries: T, keys: T, queue: T, temperature: number): T;
  /**
   * Pairs of scores that are to lie apart (N x 1): the sum over i and j of `weights` (N x N, given) times max(0, `margin` - (score i - score j)).
   * A margin of 0 with equal weights both ways is the sum of the absolute differences.
   */
  pairMargin(scores: T, weights: T, margin: number): T;
  /** Mean absolute difference, each sample's times a weight of its own, which is given. */
  weightedL1(a: T, b: T, weights: T): T;
  /**
   * InfoNCE both ways between two feature images (N x H x W x C): which of some places of the image is this one, by inner products of the channels at length 1 over the
   * temperature; mean over images, places and both ways. Gradients go to both.
   *
   * @param places their numbers, row by row from the top.
   */
  positionContrast(a: T, b: T, places: readonly number[], temperature: number): T;
  /** A weighted sum of losses. */
  sum(terms: readonly (readonly [weight: number, loss: T])[]): T;
}

/** A rectangle of an image's pixels. */
export interface PixelWindow {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** How a network takes part in an objective. */
export interface Participant {
  readonly model: LayersModel;
  /**
   * `trained`: gradients are wanted of its trainable weights, batch normalisation looks at the batch. `held`: no
   * gradients, weights as another objective leaves them, batch normalisation looks at the batch all the same (a
   * discriminator while the generator learns). `examined`: gradients are wanted of its trainable weights, and it runs as at
   * inference (batch normalisation by its moving averages, without gradients of its own). `fixed`: never changes, and runs as at inference.
   */
  readonly role: 'trained' | 'held' | 'examined' | 'fixed';
}

/** Losses of a batch as a function of networks' weights. */
export interface Objective {
  readonly networks: Readonly<Record<string, Participant>>;
  /** Shapes of what it is given: images N x H x W x C, or rows N x K. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Names of the inputs whose gradients are wanted, too; default none. */
  readonly wanted?: readonly string[];
  /**
   * Writes the losses; gradients are those of `total`. What `outputs` names (images or rows) comes back from each run.
   */
  build<T>(
    calculus: Calculus<T>,
    inputs: Readonly<Record<string, T>>,
  ): { losses: Record<string, T>; total: T; outputs?: Record<string, T> };
}

/** Computes an objective and its gradients. */
export interface Gradients {
  /** `compiled`: one onnxruntime graph; `layers`: tfjs, kernel by kernel. */
  readonly kind: 'compiled' | 'layers';
  /**
   * Losses at the parameters' values as they are; gradients go into the trained parameters' `gradient`. Moving
   * averages of batch normalisation follow, in trained networks alone.
   */
  run(inputs: Readonly<Record<string, Float32Array>>): {
    losses: Record<string, number>;
    /** Images and rows as flat arrays, valid until the next run. */
    outputs: Record<string, Float32Array>;
    /** Gradients of the inputs that are wanted, each in its input's own shape; valid until the next run. */
    gradients: Record<string, Float32Array>;
  };
  dispose(): void;
}
