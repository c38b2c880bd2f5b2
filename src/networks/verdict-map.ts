import { interpolation } from '@ddr-lab/base/arrays/interpolation';
import { InputError } from '@ddr-lab/base/errors';
import { compiledModel } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import type { Batch } from './architectures/degrader/given';
import type { Network } from './network';

/** One number for each place of an image, row by row. */
export interface PlaneMap {
  readonly height: number;
  readonly width: number;
  readonly data: Float32Array;
}

/** What a judge's verdicts look at. */
export interface VerdictField {
  /** Pixels of the image from one verdict to the next. */
  readonly stride: number;
  /** Verdicts in a row whose places all lie within what one verdict sees: its receptive field, over the stride. */
  readonly span: number;
}

/** The field of a judge that is a chain of convolutions: 13 verdicts of 2 pixels by Haar's bands, 17 of one by means of 5 x 5. */
export function verdictField(judge: LayersModel): VerdictField {
  let [stride, sight] = [1, 1];
  for (const layer of judge.layers) {
    if (layer.getClassName() !== 'Conv2D') continue;
    const { kernelSize, strides } = layer.getConfig() as { kernelSize: number[]; strides: number[] };
    sight += (kernelSize[0] - 1) * stride;
    stride *= strides[0];
  }
  return { stride, span: sight / stride };
}

/**
 * At each place the mean of all numbers at most half of `span` rows and columns away: verdicts averaged over the receptive fields that a place lies in. At the border the mean is of those that are there.
 *
 * @param span an odd number of places.
 */
export function averagedOverFields({ height, width, data }: PlaneMap, span: number): PlaneMap {
  const reach = Math.floor(span / 2);
  const across = runningMeans(data, { count: width, apart: 1, lines: height, next: width }, reach);
  return {
    height,
    width,
    data: runningMeans(across, { count: height, apart: width, lines: width, next: 1 }, reach),
  };
}

/** Means along lines of `count` numbers that lie `apart`, the lines `next` from each other. */
function runningMeans(
  data: Float32Array,
  {
    count,
    apart,
    lines,
    next,
  }: { readonly count: number; readonly apart: number; readonly lines: number; readonly next: number },
  reach: number,
): Float32Array {
  const out = new Float32Array(data.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < count; i++) {
      const [from, to] = [Math.max(0, i - reach), Math.min(count - 1, i + reach)];
      let sum = 0;
      for (let j = from; j <= to; j++) sum += data[line * next + j * apart];
      out[line * next + i * apart] = sum / (to - from + 1);
    }
  }
  return out;
}

/** A map enlarged bilinearly (half-pixel centres, the border repeated) by a whole number, and cut to a size. */
export function enlargedMap(
  map: PlaneMap,
  by: number,
  { height, width }: Pick<PlaneMap, 'height' | 'width'>,
): PlaneMap {
  const down = interpolation(map.height, height, by, { method: 'bilinear' });
  const across = interpolation(map.width, width, by, { method: 'bilinear' });
  const rows = new Float64Array(height * map.width);
  for (let y = 0; y < height; y++) {
    for (let tap = y * down.taps; tap < (y + 1) * down.taps; tap++) {
      for (let x = 0; x < map.width; x++) {
        rows[y * map.width + x] += down.weight[tap] * map.data[down.index[tap] * map.width + x];
      }
    }
  }
  const data = new Float32Array(height * width);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let tap = x * across.taps; tap < (x + 1) * across.taps; tap++) {
        sum += across.weight[tap] * rows[y * map.width + across.index[tap]];
      }
      data[y * width + x] = sum;
    }
  }
  return { height, width, data };
}

/**
 * How true a judge on high frequencies takes each place of images to be, 0 to 1 (Wei et al. 2021, there the map of domain distance: larger is more like the target): the sigmoid of its verdicts, averaged over their receptive
 * fields and enlarged bilinearly.
 *
 * @param judge a network of kind `frequency-judge`.
 * @param images N x H x W x 3 in [0, 1], flat.
 * @param scale how much larger than the images the maps are, a whole number; default 1.
 * @returns a map for each image, (scale H) x (scale W).
 * @throws InputError for a network of another kind.
 */
export function verdictMaps(
  { model, spec }: Pick<Network, 'model' | 'spec'>,
  { data, height, width }: Batch,
  scale = 1,
): PlaneMap[] {
  if (spec.kind !== 'frequency-judge') {
    throw new InputError(
      `A network of kind ${spec.kind} gives no map of verdicts: that takes a frequency-judge.`,
    );
  }
  const { stride, span } = verdictField(model);
  const dims = [data.length / (height * width * 3), height, width, 3];
  const logits =
    compiledModel(model, model.outputs)?.run({ data, dims })[0].data ??
    tf.tidy(() => (model.predict(tf.tensor(data, dims)) as tf.Tensor).dataSync<'float32'>());
  const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  return Array.from({ length: dims[0] }, (_, n) => {
    const own = logits.subarray(n * rows * columns, (n + 1) * rows * columns);
    const verdicts = { height: rows, width: columns, data: own.map((logit) => 1 / (1 + Math.exp(-logit))) };
    const size = { height: scale * height, width: scale * width };
    return enlargedMap(averagedOverFields(verdicts, span), scale * stride, size);
  });
}
