import type { DegradedSets } from '../analysis/degraded-sets';
import { crop } from '@ddr-lab/images/crop';
import type { Image } from '@ddr-lab/images/image';
import { placesOf } from '@ddr-lab/images/pieces';
import { psnr } from '../metrics/psnr';
import { superResolve } from '../networks/super-resolve';
import type { OpenedNetwork } from './open-networks';
import { type PreparedImages, enlarge } from './prepare-images';

/** The images that a report shows. */
export interface Pictures {
  /** Each point's patch, as the first network saw it. */
  readonly patches: readonly Image[];
  /** What each patch is called: its image and its degradation. */
  readonly patchNames: readonly string[];
  /** A few images as they went in. */
  readonly inputs: readonly InputSample[];
  /** What was made of the first of them. */
  readonly outputs: readonly OutputSample[];
}

/** One image's patch as the first network saw it. */
export interface InputSample {
  readonly name: string;
  readonly original: Image;
  /** By degradation. */
  readonly patches: readonly Image[];
}

/** What one network, or bicubic enlargement, made of one image's patch. */
export interface OutputSample {
  /** The image's name. */
  readonly image: string;
  /** The network's name, or `bicubic`. */
  readonly by: string;
  /** By degradation. */
  readonly outputs: readonly Image[];
  /** Luma PSNR in dB of each against the original, over the part shown; infinite where they are equal. */
  readonly psnr: readonly number[];
}

const INPUTS = 6;
const OUTPUTS = 2;

/** Takes the pictures: inputs evenly from all images, outputs of the first two of them. */
export async function takePictures(
  networks: readonly OpenedNetwork[],
  images: PreparedImages,
  sets: ReadonlyMap<number, DegradedSets>,
): Promise<Pictures> {
  const { names } = images;
  const { shrunk } = networks[0];
  const first = sets.get(shrunk)!;
  const some = Math.min(INPUTS, names.length);
  const places = Array.from({ length: some }, (_, i) => Math.floor(((i + 0.5) * names.length) / some));
  const inputs = places.map((place) => ({
    name: names[place],
    original: originalOf(images, place, shrunk, first.patches[0].height),
    patches: patchesOf(first, place),
  }));
  const outputs: OutputSample[] = [];
  for (const place of places.slice(0, OUTPUTS)) {
    outputs.push(...(await outputsOf(networks, images, sets, place)));
  }
  const patchNames = Array.from(
    first.patches,
    (_, i) => `${names[first.contents[i]]}, ${first.degradations[first.labels[i]]}`,
  );
  return { patches: first.patches, patchNames, inputs, outputs };
}

async function outputsOf(
  networks: readonly OpenedNetwork[],
  images: PreparedImages,
  sets: ReadonlyMap<number, DegradedSets>,
  place: number,
): Promise<OutputSample[]> {
  const samples: OutputSample[] = [];
  const scales = [...new Set(networks.flatMap(({ scale }) => scale ?? []))];
  for (const scale of scales) {
    const patches = patchesOf(sets.get(scale)!, place);
    const original = originalOf(images, place, scale, patches[0].height);
    const add = (by: string, outputs: readonly Image[]): void => {
      const decibels = outputs.map((output) => psnr(output, original, { channel: 'y', border: scale }));
      samples.push({ image: images.names[place], by, outputs, psnr: decibels });
    };
    const plain = patches.map((patch) => enlarge(patch, original));
    add(scale === 1 ? 'input' : scales.length > 1 ? `bicubic x${scale}` : 'bicubic', plain);
    for (const { network, name } of networks.filter((one) => one.scale === scale)) {
      const outputs: Image[] = [];
      for (const patch of patches) outputs.push(await superResolve(network, patch));
      add(name, outputs);
    }
  }
  return samples;
}

/** One image's patch under each degradation. */
function patchesOf({ patches, degradations, labels }: DegradedSets, place: number): Image[] {
  const count = labels.length / degradations.length;
  return degradations.map((_, k) => patches[k * count + place]);
}

/** The part of an image that a patch of its LR version shows. */
function originalOf({ whole, grids }: PreparedImages, place: number, scale: number, patch: number): Image {
  let before = 0;
  const i = grids.findIndex(({ count }) => place < (before += count));
  const image = whole[i];
  const lr = { height: Math.floor(image.height / scale), width: Math.floor(image.width / scale) };
  const { top, left } = placesOf(lr, grids[i], patch)[place - (before - grids[i].count)];
  return crop(image, scale * top, scale * left, scale * patch);
}
