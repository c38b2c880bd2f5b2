import { modelPass } from '@ddr-lab/engine/model-pass';
import { createRandom } from '@ddr-lab/base/random';
import { cropCentre } from '@ddr-lab/images/crop';
import { stackImages } from '@ddr-lab/images/tensors';
import type { ImageSet } from '@ddr-lab/images/image-set';
import * as tf from '@tensorflow/tfjs-core';
import { degraderInput, givenTo } from '../networks/architectures/degrader/given';
import { framesOf } from '../networks/check-input';
import type { Network } from '../networks/network';
import { lowResolution } from './low-resolution';

/** What networks in full and in half precision put out, where neither CHI nor an accuracy can be measured. */
export interface HalfOutputs {
  readonly set: string;
  readonly images: number;
  /** Root mean squared difference over the outputs' standard deviation. */
  readonly change: number;
}

/** Whether a network takes something else than LR images in three colours, or puts out something else than images: degraders, judges, networks of clips. */
export function isHelper({ spec }: Pick<Network, 'spec'>): boolean {
  return (
    degraderInput(spec) !== undefined ||
    framesOf(spec) !== undefined ||
    spec.kind === 'frequency-judge' ||
    spec.kind === 'density-comparator'
  );
}

/**
 * Both networks' outputs of LR patches; with the noise that they take, with the next patch beside each for those that compare two, or as clips whose frames move by a pixel to the right.
 *
 * @param set HR images of 128 pixels a side at least.
 */
export async function halfOutputs(full: Network, half: Network, set: ImageSet): Promise<HalfOutputs> {
  const lr = await lowResolution(set, { count: set.count });
  const patches = lr.map((image) => cropCentre(image, 32));
  const colours = tf.tidy(() => stackImages(patches).dataSync<'float32'>().slice());
  const [height, width] = [patches[0].height, patches[0].width];
  const planes = full.model.inputs[0].shape[3]!;
  const given = inputOf(full, { data: colours, height, width }, planes);
  const dims = [height, width, planes] as const;
  const [own, other] = [await outputsOf(full, given, dims), await outputsOf(half, given, dims)];
  const mean = own.reduce((sum, value) => sum + value, 0) / own.length;
  const spread = own.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const difference = own.reduce((sum, value, i) => sum + (value - other[i]) ** 2, 0);
  return { set: set.name, images: patches.length, change: Math.sqrt(difference / spread) };
}

/** Items that pass through a network at once. */
const BATCH = 10;

/** What a network puts out for items of one size, compiled where it can be, one item behind the other. */
async function outputsOf(
  { model }: Network,
  given: Float32Array,
  dims: readonly [number, number, number],
): Promise<Float32Array> {
  const pass = modelPass(model, model.outputs);
  const size = dims[0] * dims[1] * dims[2];
  const parts: Float32Array[] = [];
  for (let at = 0; at < given.length; at += BATCH * size) {
    const data = given.subarray(at, at + BATCH * size);
    const [output] = await pass({ data, dims: [data.length / size, ...dims] });
    parts.push(output.data.slice());
  }
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  parts.reduce((at, part) => {
    all.set(part, at);
    return at + part.length;
  }, 0);
  return all;
}

function inputOf(
  { spec }: Network,
  images: { readonly data: Float32Array; readonly height: number; readonly width: number },
  planes: number,
): Float32Array {
  const input = degraderInput(spec);
  if (input) return givenTo(input, images, createRandom(0));
  if (planes === 3) return images.data;
  const { data, height, width } = images;
  const frames = framesOf(spec);
  if (frames !== undefined) return panned(data, width, frames);
  const size = height * width * 3;
  return Float32Array.from({ length: 2 * data.length }, (_, i) => {
    const [pixel, plane] = [Math.floor(i / 6), i % 6];
    return data[plane < 3 ? 3 * pixel + plane : (3 * pixel + plane - 3 + size) % data.length];
  });
}

/** Images N x H x W x 3 as clips N x H x W x 3T, each frame a pixel further to the right than the one before, the row going round. */
function panned(data: Float32Array, width: number, frames: number): Float32Array {
  const clips = new Float32Array(data.length * frames);
  for (let at = 0; at < clips.length; at++) {
    const pixel = Math.floor(at / (3 * frames));
    const shift = Math.floor((at % (3 * frames)) / 3) - Math.floor(frames / 2);
    const column = (((pixel % width) - shift) % width) + width;
    clips[at] = data[3 * (pixel - (pixel % width) + (column % width)) + (at % 3)];
  }
  return clips;
}

/** Half precision must change outputs by less than this share of their deviation. */
const TOLERANCE = 0.01;

/** Whether half precision leaves the outputs alone. */
export function keepsOutputs({ change }: HalfOutputs): boolean {
  return change < TOLERANCE;
}
