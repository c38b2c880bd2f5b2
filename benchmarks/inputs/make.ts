import { existsSync } from 'node:fs';
import path from 'node:path';
import { degradedSets } from '../../src/analysis/degraded-sets';
import { lowResolution } from '../../src/analysis/low-resolution';
import { writeNpy, type NpyArray } from '@ddr-lab/base/arrays/npy';
import { subSeed } from '../../src/degradations/degradation';
import { tap } from '../../src/features/tap';
import type { Image } from '@ddr-lab/images/image';
import { drawScene } from '@ddr-lab/images/scenes/scene';
import { openSet } from '../../src/images/sets/open';
import { buildNetwork, saveNetwork, type Network } from '../../src/networks/network';
import { createRandom } from '@ddr-lab/base/random';
import { findRecipe } from '../../src/methods/recipes';
import type { VideoRecipe } from '../../src/methods/video/method';
import { patchSampler, type PatchBatch } from '../../src/training/data/pairs';
import type { InputSpec } from '../protocol';
import { writeSafetensors } from '@ddr-lab/weights/safetensors';
import { degradationStep, stepTensors } from './degradation-step';
import { clusteredPoints } from './points';

/** Side of the LR patches that are analysed, in pixels; the paper's. */
const patch = 32;

/**
 * Makes an input and saves it in `folder`, once: the same input asked for again is the same file. All are drawn
 * from fixed seeds; none needs data.
 */
export async function makeInput(input: InputSpec, folder: string): Promise<string> {
  const { make, ...settings } = input;
  const weights = make === 'weights' || make === 'degradation-step';
  const name = [make, ...Object.values(settings).flat()].join('-');
  const file = path.join(folder, `${name}.${weights ? 'safetensors' : 'npy'}`);
  if (existsSync(file)) return file;
  if (make === 'degradation-step') {
    const step = await degradationStep(String(settings.recipe), Number(settings.batch));
    await writeSafetensors(file, {
      tensors: stepTensors(step),
      metadata: { recipe: JSON.stringify(step.recipe) },
    });
    return file;
  }
  if (weights) {
    const network = await (settings.recipe === undefined
      ? srresnet(Number(settings.channels))
      : buildNetwork(findRecipe(String(settings.recipe)).network));
    await saveNetwork(file, network);
    network.model.dispose();
    return file;
  }
  if (!Object.hasOwn(makers, make)) throw new Error(`there is no input ${make}`);
  await writeNpy(file, await makers[make](settings));
  return file;
}

type Maker = (settings: Readonly<Record<string, number | string | readonly number[]>>) => Promise<NpyArray>;

const makers: Readonly<Record<string, Maker>> = {
  /** Standard normal numbers of any shape. */
  normal: async ({ shape, seed }) => {
    const size = (shape as readonly number[]).reduce((a, b) => a * b, 1);
    const random = createRandom(Number(seed));
    return { shape: shape as readonly number[], data: new Float32Array(size).map(() => random.normal()) };
  },
  /** Clean LR images. */
  images: async ({ count }) => stacked(await cleanImages(Number(count))),
  /** The same under the three degradations, one set after the other. */
  patches: async ({ count }) => stacked(await degradedPatches(Number(count))),
  /** The normal numbers that noise20 adds to image i, so that the peer's noise is ours. */
  noise: async ({ count }) => {
    const size = patch * patch * 3;
    const data = new Float64Array(Number(count) * size);
    for (let i = 0; i < Number(count); i++) {
      const random = createRandom(subSeed(0, i));
      for (let j = 0; j < size; j++) data[i * size + j] = random.normal();
    }
    return { shape: [Number(count), patch, patch, 3], data };
  },
  /** What the network makes of the degraded patches at RB16: rows for PCA. */
  features: async ({ count, channels }) => {
    const network = await srresnet(Number(channels));
    const { RB16 } = await tap(network, ['RB16'], await degradedPatches(Number(count)));
    return { shape: [RB16.rows, RB16.columns], data: RB16.data };
  },
  points: async ({ count }) => clusteredPoints(Number(count)),
  /** One LR image. */
  scenes: async ({ count, height, width }) =>
    stacked(
      Array.from({ length: Number(count) }, (_, index) =>
        drawScene({ seed: 5, index, height: Number(height), width: Number(width) }),
      ),
    ),
  /** LR clips of noise, as many frames as the recipe's network takes. Attention costs the same whatever it sees. */
  clips: async ({ recipe, batch }) => {
    const { patch: side, network } = findRecipe(String(recipe)) as VideoRecipe;
    return uniform([Number(batch), side, side, 3 * (network.frames ?? 3)], 11);
  },
  /** What the clips are to become: the same patches of noise in each seed. */
  'clips-high': async ({ recipe, batch }) => {
    const { patch: side } = findRecipe(String(recipe)) as VideoRecipe;
    return uniform([Number(batch), 4 * side, 4 * side, 3], 12);
  },
  'training-low': async ({ batch, side }) => {
    const { lr } = await trainingBatch(Number(batch), Number(side));
    return { shape: [Number(batch), Number(side), Number(side), 3], data: lr };
  },
  'training-high': async ({ batch, side }) => {
    const { hr } = await trainingBatch(Number(batch), Number(side));
    return { shape: [Number(batch), 4 * Number(side), 4 * Number(side), 3], data: hr };
  },
};

function uniform(shape: readonly number[], seed: number): NpyArray {
  const random = createRandom(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return { shape, data: new Float32Array(size).map(() => random.uniform()) };
}

/**
 * A fresh network with global residual, started as `srresnet-wgr-twin` is: with the published gain of 0.1 all over,
 * outputs would be the upsampled input, whatever the layers do, and the first losses would hardly move.
 */
function srresnet(channels: number): Promise<Network> {
  return buildNetwork({
    kind: 'srresnet',
    channels,
    blocks: 16,
    globalResidual: true,
    outerGain: 1,
    seed: 1,
  });
}

async function cleanImages(count: number): Promise<Image[]> {
  const scenes = await openSet('scenes', { count, size: 4 * patch });
  return lowResolution(scenes, { count });
}

async function degradedPatches(count: number): Promise<Image[]> {
  return [...(await degradedSets(await cleanImages(count), { patch })).patches];
}

async function trainingBatch(batch: number, side: number): Promise<PatchBatch> {
  const scenes = await openSet('scenes', { count: 8, size: 6 * side, seed: 1000 });
  return patchSampler(scenes, { patch: side, batch, scale: 4, seed: 1 }).batch(0);
}

function stacked(images: readonly Image[]): NpyArray {
  const [{ height, width }] = images;
  const size = height * width * 3;
  const data = new Float32Array(images.length * size);
  images.forEach((image, i) => data.set(image.data, i * size));
  return { shape: [images.length, height, width, 3], data };
}
