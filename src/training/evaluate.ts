import { compiledModel, type Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { cropCentre } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import { stackImages } from '@ddr-lab/images/tensors';
import type { ImageSet } from '@ddr-lab/images/image-set';
import { resize } from '@ddr-lab/images/resize';
import * as tf from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { degradeAll } from '../degradations/presets';
import type { Network } from '../networks/network';
import { type LabelledImages, testBatches } from './data/labelled';
import { openEvaluationSet } from './data/sets';
import type { Evaluation } from './recipe';
import type { Values } from './task';

/**
 * The mean of each value over the iterations that have it: a loss that begins later than the others is not diluted by
 * those before. In the order in which values first come.
 */
export function meanValues(iterations: readonly Values[]): Values {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const values of iterations) {
    for (const [name, value] of Object.entries(values)) {
      const { sum, count } = sums.get(name) ?? { sum: 0, count: 0 };
      sums.set(name, { sum: sum + value, count: count + 1 });
    }
  }
  return Object.fromEntries([...sums].map(([name, { sum, count }]) => [name, sum / count]));
}

/** HR centre patches and their bicubic LR patches. */
export interface EvaluationPatches {
  readonly lr: readonly Image[];
  readonly hr: readonly Image[];
  /** The LR patches under each preset but `clean`. */
  readonly degraded?: Readonly<Record<string, readonly Image[]>>;
}

/** What `evaluationPatches` takes. */
export interface EvaluationPatchesOptions {
  /** The first so many images. */
  readonly count: number;
  readonly scale: number;
  /** Side of an LR patch in pixels; default 32, as in the paper's analysis. */
  readonly patch?: number;
  /** Presets whose LR patches are wanted besides the clean ones; default none. */
  readonly degradations?: readonly string[];
}

/**
 * The first images' centre patches: HR of (s P) x (s P), LR of P x P shrunk from that patch, and these degraded by
 * each preset (noise always with the same seed, so that trainings can be compared).
 *
 * @throws InputError when an image is smaller than a patch, and for a preset that does not exist.
 */
export async function evaluationPatches(
  images: ImageSet,
  options: EvaluationPatchesOptions,
): Promise<EvaluationPatches> {
  const { scale, patch = 32, degradations = [] } = options;
  const hr: Image[] = [];
  for (let i = 0; i < Math.min(options.count, images.count); i++) {
    hr.push(cropCentre(await images.read(i), patch * scale));
  }
  const lr = hr.map((image) => resize(image, { scale: 1 / scale, levels: 255 }));
  const degraded: Record<string, readonly Image[]> = {};
  for (const preset of degradations) {
    if (preset !== 'clean') degraded[preset] = await degradeAll(lr, preset);
  }
  return { hr, lr, degraded };
}

/**
 * Mean PSNR in dB of the model's outputs on the clean patches, named `psnr`, and on those of each preset, named
 * `psnr noise20`.
 */
export async function evaluateMetrics(
  model: LayersModel,
  patches: EvaluationPatches,
  batch = 10,
): Promise<Record<string, number>> {
  const metrics: Record<string, number> = { psnr: await evaluatePsnr(model, patches, batch) };
  for (const [preset, lr] of Object.entries(patches.degraded ?? {})) {
    metrics[`psnr ${preset}`] = await evaluatePsnr(model, { hr: patches.hr, lr }, batch);
  }
  return metrics;
}

/** What plain bicubic upsampling reaches on the same patches, by the same names as `evaluateMetrics`. */
export function bicubicMetrics(patches: EvaluationPatches): Record<string, number> {
  const metrics: Record<string, number> = { psnr: bicubicPsnr(patches) };
  for (const [preset, lr] of Object.entries(patches.degraded ?? {})) {
    metrics[`psnr ${preset}`] = bicubicPsnr({ hr: patches.hr, lr });
  }
  return metrics;
}

/** Mean PSNR in dB over the patches (RGB, no border cropped, output clipped) of the model's outputs. */
export async function evaluatePsnr(
  model: LayersModel,
  patches: Pick<EvaluationPatches, 'lr' | 'hr'>,
  batch = 10,
): Promise<number> {
  let sum = 0;
  for (let start = 0; start < patches.lr.length; start += batch) {
    const perImage = tf.tidy(() => {
      const sr = superResolved(model, stackImages(patches.lr.slice(start, start + batch)));
      const difference = tf.sub(
        tf.clipByValue(sr, 0, 1),
        stackImages(patches.hr.slice(start, start + batch)),
      );
      return tf.mean(tf.square(difference), [1, 2, 3]);
    });
    for (const meanSquare of await perImage.data()) sum += -10 * Math.log10(meanSquare);
    perImage.dispose();
  }
  return sum / patches.lr.length;
}

/** The model's output, compiled where that can be had. */
function superResolved(model: LayersModel, lr: tf.Tensor4D): tf.Tensor4D {
  const compiled = compiledModel(model, model.outputs);
  if (!compiled) return model.predict(lr) as tf.Tensor4D;
  const [{ data, dims }] = compiled.run({ data: lr.dataSync<'float32'>(), dims: lr.shape });
  return tf.tensor4d(data, dims as [number, number, number, number]);
}

/** Mean PSNR in dB of plain bicubic upsampling: what every network must beat. */
function bicubicPsnr({ lr, hr }: Pick<EvaluationPatches, 'lr' | 'hr'>): number {
  const up = lr.map((image, i) => resize(image, { height: hr[i].height, width: hr[i].width, levels: 255 }));
  return meanPsnr(up, hr);
}

/** Mean PSNR in dB of images against their originals (RGB, no border cropped). */
export function meanPsnr(images: readonly Image[], originals: readonly Image[]): number {
  const values = images.map(({ data }, i) => {
    const original = originals[i].data;
    const squares = data.reduce((sum, value, k) => sum + (value - original[k]) ** 2, 0);
    return -10 * Math.log10(squares / data.length);
  });
  return values.reduce((a, b) => a + b, 0) / values.length;
}

/** The share of images, 0 to 1, whose largest logit is that of their class. */
export function evaluateAccuracy(model: LayersModel, set: LabelledImages): Promise<number> {
  const compiled = compiledModel(model, model.outputs);
  return shareRight(set, (batch) =>
    compiled
      ? compiled.run(batch)[0].data
      : tf.tidy(() =>
          (model.predict(tf.tensor(batch.data, [...batch.dims])) as tf.Tensor).dataSync<'float32'>(),
        ),
  );
}

/**
 * The same of any network.
 *
 * @param logitsOf the logits of a batch N x H x W x 3, one number a class for each image.
 */
export async function shareRight(
  set: LabelledImages,
  logitsOf: (batch: Numbers) => Float32Array | Promise<Float32Array>,
): Promise<number> {
  const { height, width } = set;
  let right = 0;
  for (const { images, labels } of testBatches(set)) {
    const logits = await logitsOf({ data: images, dims: [labels.length, height, width, 3] });
    const classes = logits.length / labels.length;
    labels.forEach((label, n) => {
      const own = logits.subarray(n * classes, (n + 1) * classes);
      if (own.indexOf(Math.max(...own)) === label) right++;
    });
  }
  return right / set.count;
}

/** Measures PSNR of a super-resolution network, clean and on the recipe's degradations. */
export interface PsnrEvaluation {
  readonly name: string;
  measure(): Promise<Values>;
}

/** `psnr`, `psnr PRESET` ... of the network, and `bicubic`, on centre patches. */
export async function psnrEvaluation(
  network: Pick<Network, 'model'>,
  evaluation: Evaluation,
  scale: number,
): Promise<PsnrEvaluation> {
  const images = await openEvaluationSet(evaluation, 32 * scale);
  const patches = await evaluationPatches(images, { ...evaluation, scale });
  const bicubic = bicubicPsnr(patches);
  return {
    name: `${patches.hr.length} centre patches of ${images.name}`,
    measure: async () => ({ ...(await evaluateMetrics(network.model, patches)), bicubic }),
  };
}
