import { createRandom } from '@ddr-lab/base/random';
import type { ImageSet } from '@ddr-lab/images/image-set';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import {
  densityCutter,
  type DensityViewOptions,
  type DensityViews,
  densityViewNames,
} from '../../training/data/density-views';
import type { Values } from '../../training/task';

/**
 * What a comparator of frequency densities says of unseen patches: `down`, `same`, `up`, mean verdicts of patches that were shrunk, left, enlarged, each against another one of its image; `order`, the share of images whose three
 * are in that order.
 *
 * @param count the first so many images; each must hold a patch times the largest ratio.
 * @returns a function of the comparator, of kind `density-comparator`: the patches are cut once.
 */
export async function densityOrder(
  images: ImageSet,
  count: number,
  options: DensityViewOptions,
): Promise<(comparator: LayersModel) => Values> {
  const views = await firstViews(images, count, options);
  return (comparator) => orderOf(comparator, views, [count, options.patch, options.patch, 3]);
}

/** The views of the first images, one of each. */
async function firstViews(
  images: ImageSet,
  count: number,
  options: DensityViewOptions,
): Promise<DensityViews> {
  const cutter = densityCutter(images, options);
  const size = options.patch ** 2 * 3;
  const empty = (): Float32Array => new Float32Array(count * size);
  const all = { level: empty(), same: empty(), down: empty(), up: empty() };
  for (let i = 0; i < count; i++) {
    const views = await cutter.views(i, createRandom(0, 8, i));
    for (const name of densityViewNames) all[name].set(views[name], i * size);
  }
  return all;
}

function orderOf(comparator: LayersModel, views: DensityViews, shape: readonly number[]): Values {
  const verdicts = (of: 'down' | 'same' | 'up'): Float32Array =>
    tf.tidy(() => {
      const [first, second] = [views[of], views.level].map((data) => tf.tensor(data, [...shape]));
      const map = comparator.predict(tf.concat([first, second], 3)) as tf.Tensor;
      return tf.mean(map, [1, 2, 3]).dataSync<'float32'>().slice();
    });
  const [down, same, up] = [verdicts('down'), verdicts('same'), verdicts('up')];
  const ordered = [...same].map((level, i) => Number(down[i] > level && level > up[i]));
  return { order: mean(ordered), down: mean(down), same: mean(same), up: mean(up) };
}

const mean = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((a, b) => a + b, 0) / values.length;
