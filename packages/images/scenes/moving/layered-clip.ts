import { InputError } from '@ddr-lab/base/errors';
import { centreOf, clipOf, type Clip } from '../../clip';
import { createImage, type Image } from '../../image';
import type { Flow } from '../../motion/flow';
import { drawLayer, type Layer, type Sheet } from './layer';
import { layerFlow, layerHidden, ownersOf } from './truth';

/** A clip whose motion is known. "LR pixels" are the blocks of `scale` x `scale` pixels that a pixel of the shrunk clip stands for. */
export interface MovingClip {
  /** The frames in HR, 8 bits a sample. `shrinkClip(clip, scale)` is the LR clip. */
  readonly clip: Clip;
  /** HR pixels an LR pixel. */
  readonly scale: number;
  /** For each frame the flow from the centre to it, H/scale x W/scale x 2 in LR pixels; the centre's own is zero. */
  readonly flows: readonly Flow[];
  /**
   * For each frame H/scale x W/scale: 1 where the centre's LR pixel is not to be found in it, since at most half of what the
   * centre shows of its layer there is inside the frame and not covered by a nearer layer.
   */
  readonly hidden: readonly Uint8Array[];
  /** Which layer each LR pixel of the centre shows most of, H/scale x W/scale: 0 the background, then as they were given. */
  readonly owners: Uint8Array;
}

/** What `layeredClip` takes. */
export interface LayeredClipOptions {
  /** Height and width of the HR frames in pixels, multiples of `scale`. */
  readonly height: number;
  readonly width: number;
  /** How many; default 3. The one in the middle is the centre. */
  readonly frames?: number;
  /** HR pixels an LR pixel; default 4. */
  readonly scale?: number;
}

/**
 * The clip that moving layers make, with its true flow and what is hidden.
 *
 * @param layers from the background, which fills the picture, to the nearest.
 * @throws InputError when there is no layer, the first has a shape, sizes are no multiples of `scale`, or a source is too small for
 * what its layer shows.
 */
export function layeredClip(layers: readonly Layer[], options: LayeredClipOptions): MovingClip {
  const { height, width, frames: count = 3, scale = 4 } = options;
  check(layers, height, width, count, scale);
  const middle = centreOf({ frames: new Array<Image>(count) });
  const times = Array.from({ length: count }, (_, t) => t - middle);
  const drawn = layers.map((layer) => drawLayer(layer, times, height, width));
  const frames = times.map((_, t) =>
    compose(
      drawn.map((sheets) => sheets[t]),
      height,
      width,
    ),
  );
  const seen = times.map((_, t) => drawn.map((sheets) => sheets[t].cover));
  const grid = { height, width, scale };
  const owners = ownersOf(seen[middle], grid);
  return {
    clip: clipOf(frames),
    scale,
    owners,
    flows: times.map((time) => layerFlow(layers, owners, time, grid)),
    hidden: times.map((time, t) =>
      time === 0
        ? new Uint8Array(owners.length)
        : layerHidden(layers, owners, time, seen[middle], seen[t], grid),
    ),
  };
}

/** Lays sheets over one another, the last one nearest. Leaves in `cover` how much of the layer is seen. Rounds to 8 bits. */
function compose(sheets: readonly Sheet[], height: number, width: number): Image {
  const image = createImage(height, width);
  const open = new Float32Array(height * width).fill(1);
  for (let k = sheets.length - 1; k >= 0; k--) {
    const { cover, colour } = sheets[k];
    for (let i = 0; i < open.length; i++) {
      if (cover[i] === 0) continue;
      const rest = open[i];
      for (let c = 3 * i; c < 3 * i + 3; c++) image.data[c] += rest * colour[c];
      open[i] = rest * (1 - cover[i]);
      cover[i] *= rest;
    }
  }
  for (let i = 0; i < image.data.length; i++) image.data[i] = Math.round(image.data[i] * 255) / 255;
  return image;
}

function check(layers: readonly Layer[], height: number, width: number, count: number, scale: number): void {
  if (layers.length === 0 || layers.length > 255) {
    throw new InputError(`A clip is drawn of 1 to 255 layers, not ${layers.length}.`);
  }
  if (layers[0].shape) throw new InputError('The first layer is the background: it has no shape.');
  const whole = (n: number): boolean => Number.isInteger(n) && n > 0;
  if (!whole(count)) throw new InputError(`A clip has a positive whole number of frames, not ${count}.`);
  if (!whole(scale) || !whole(height / scale) || !whole(width / scale)) {
    throw new InputError(
      `Frames of ${height} x ${width} do not divide into LR pixels of ${scale} x ${scale}: give multiples of ${scale}.`,
    );
  }
}
