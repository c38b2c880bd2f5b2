import { InputError } from '@ddr-lab/base/errors';
import * as tf from '@tensorflow/tfjs-core';
import { initializers, layers, type Shape } from '@tensorflow/tfjs-layers';
import type { Weight } from '../copy-weights';
import type { LayerKind } from '../kind';
import { emit } from './emit';
import { learn } from './learn';
import { biasCount, maskOf } from './places';

/** What `WindowAttention` takes. */
export interface WindowAttentionConfig {
  /** Heads, each with its share of the channels. */
  readonly heads: number;
  /** Side of a window in pixels. */
  readonly window: number;
  /** By how many pixels windows are moved down and to the right; default 0. */
  readonly shift?: number;
  /** Frames of a clip, which share their windows; default 1, images. */
  readonly frames?: number;
  readonly name?: string;
}

/**
 * Attention within windows, over all frames of a clip at once (Swin, Liu et al. 2021; over frames: Shi et al. 2022): of queries, keys and values side by side, (N T) x H x W x 3 C, the frames of a clip
 * one behind the other, to (N T) x H x W x C. Each head has C / heads channels of each; its scores are inner products of query and key over the root of that number, plus a learnt bias that depends
 * on how far apart two pixels are in frames, rows and columns (one weight, `bias`: (2 T - 1) (2 w - 1)^2 x heads). Windows that are shifted wrap around the image, and what is then together but
 * comes from two sides does not see each other. H and W must be multiples of the window.
 */
export class WindowAttention extends layers.Layer {
  static readonly className = 'WindowAttention';
  private readonly settings: Required<Omit<WindowAttentionConfig, 'name'>>;
  private bias!: Weight;

  /** @throws InputError for a shift that is not smaller than the window. */
  constructor(config: WindowAttentionConfig) {
    const { heads, window, shift = 0, frames = 1, ...rest } = config;
    super(rest);
    if (shift < 0 || shift >= window) {
      throw new InputError(`Windows of ${window} pixels are moved by 0 to ${window - 1}, not by ${shift}.`);
    }
    this.settings = { heads, window, shift, frames };
  }

  override build(): void {
    const shape = [biasCount(this.settings), this.settings.heads];
    this.bias = this.addWeight('bias', shape, 'float32', initializers.zeros());
    this.built = true;
  }

  /** @throws InputError for channels that are not those of queries, keys and values of so many heads. */
  override computeOutputShape(inputShape: Shape | Shape[]): Shape {
    const [n, h, w, c] = inputShape as Shape;
    const { heads } = this.settings;
    if (c! % (3 * heads) !== 0) {
      throw new InputError(`${c} channels are not queries, keys and values of ${heads} heads.`);
    }
    return [n, h, w, c! / 3];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const { heads, window, shift, frames } = this.settings;
    return tf.tidy(() => {
      const x = (Array.isArray(inputs) ? inputs[0] : inputs) as tf.Tensor4D;
      const [count, height, width, all] = x.shape;
      this.checkSize(height, width);
      const channels = all / 3;
      const depth = channels / heads;
      const length = frames * window ** 2;
      const [down, across] = [height / window, width / window];
      const clips = count / frames;
      // Clips x windows x tokens x channels, by two turns of few axes.
      const moved = rolled(x, shift);
      const rows = tf.transpose(
        tf.reshape(moved, [count, down, window, across, window * all]),
        [0, 1, 3, 2, 4],
      );
      const parts = tf.reshape(rows, [clips, frames, down * across, window ** 2 * all]);
      const tokens = tf.reshape(tf.transpose(parts, [0, 2, 1, 3]), [
        clips * down * across * length,
        3,
        heads,
        depth,
      ]);
      const [q, k, v] = [0, 1, 2].map((part) => {
        const one = tf.reshape(tf.slice(tokens, [0, part, 0, 0], [-1, 1, -1, -1]), [
          -1,
          length,
          heads,
          depth,
        ]);
        return tf.transpose(one, [0, 2, 1, 3]);
      });
      const products = tf.mul(tf.matMul(q, k, false, true), 1 / Math.sqrt(depth));
      let scores: tf.Tensor = tf.add(products, this.positionBias());
      if (shift > 0) {
        const mask = tf.tensor(maskOf(this.settings, height, width), [1, down * across, 1, length, length]);
        const split = tf.reshape(scores, [clips, down * across, heads, length, length]);
        scores = tf.reshape(tf.add(split, mask), [clips * down * across, heads, length, length]);
      }
      const seen = tf.transpose(tf.matMul(tf.softmax(scores), v), [0, 2, 1, 3]);
      const back = tf.transpose(
        tf.reshape(seen, [clips, down * across, frames, window ** 2 * channels]),
        [0, 2, 1, 3],
      );
      const turned = tf.transpose(
        tf.reshape(back, [count, down, across, window, window * channels]),
        [0, 1, 3, 2, 4],
      );
      return rolled(tf.reshape(turned, [count, height, width, channels]), -shift);
    });
  }

  /**
   * Called before a compiled graph runs, which has no such check in it.
   *
   * @throws InputError for sides that are no multiples of the window.
   */
  checkSize(height: number, width: number): void {
    const { window } = this.settings;
    if (height % window !== 0 || width % window !== 0) {
      throw new InputError(
        `Windows of ${window} x ${window} pixels do not fill ${height} x ${width}; put a MirroredMargin in front.`,
      );
    }
  }

  override getConfig(): ReturnType<layers.Layer['getConfig']> {
    return { ...super.getConfig(), ...this.settings };
  }

  /** 1 x heads x L x L. tfjs's gradient of `gather` takes seconds at these sizes; that of slices does not. */
  private positionBias(): tf.Tensor {
    const { heads, window, frames } = this.settings;
    const side = 2 * window - 1;
    const table = tf.reshape(this.bias.read(), [2 * frames - 1, side, side, heads]);
    // Distances along one axis as pairs of places, axis by axis: n x n x (what follows) each.
    const apart = (x: tf.Tensor, size: number): tf.Tensor => {
      const [, ...rest] = x.shape;
      const turned = tf.reverse(x, 0);
      const zeros = rest.map(() => 0);
      const rows = Array.from({ length: size }, (_, i) =>
        tf.slice(turned, [size - 1 - i, ...zeros], [size, ...rest]),
      );
      return tf.stack(rows);
    };
    const area = side * side * heads;
    const byFrame = apart(tf.reshape(table, [2 * frames - 1, area]), frames);
    const pairs = frames * frames;
    const rowsFirst = tf.transpose(tf.reshape(byFrame, [pairs, side, side * heads]), [1, 0, 2]);
    const byRow = apart(tf.reshape(rowsFirst, [side, pairs * side * heads]), window);
    const wide = tf.reshape(byRow, [window * window * pairs, side, heads]);
    const columnsFirst = tf.reshape(tf.transpose(wide, [1, 0, 2]), [side, window * window * pairs * heads]);
    const byColumn = apart(columnsFirst, window);
    // columns(i j), rows(i j), frames(i j), heads -> heads, frame i row i column i, frame j row j column j.
    const axes = tf.reshape(byColumn, [window * window, window * window, pairs * heads]);
    const split = tf.reshape(tf.transpose(axes, [2, 1, 0]), [frames, frames, heads, window ** 4]);
    const heading = tf.reshape(tf.transpose(split, [2, 0, 1, 3]), [
      heads * pairs,
      window,
      window,
      window,
      window,
    ]);
    const ordered = tf.reshape(tf.transpose(heading, [0, 1, 3, 2, 4]), [
      heads,
      frames,
      frames,
      window ** 2,
      window ** 2,
    ]);
    const length = frames * window ** 2;
    return tf.reshape(tf.transpose(ordered, [0, 1, 3, 2, 4]), [1, heads, length, length]);
  }
}

/** An image moved up and to the left by so many pixels, what leaves it coming in at the other side. */
function rolled(x: tf.Tensor4D, shift: number): tf.Tensor4D {
  if (shift === 0) return x;
  let y = x;
  for (const axis of [1, 2]) {
    const length = y.shape[axis];
    const first = ((shift % length) + length) % length;
    const [head, tail] = tf.split(y, [first, length - first], axis);
    y = tf.concat([tail, head], axis) as tf.Tensor4D;
  }
  return y;
}

/** `WindowAttention`; a window's pixels see each other, so that it is not computed in tiles. */
export const windowAttention: LayerKind = {
  className: WindowAttention.className,
  emit,
  sight: () => 'image',
  learn,
};
