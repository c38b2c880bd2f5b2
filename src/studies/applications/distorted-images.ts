import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { degrade } from '../../degradations/presets';
import { subSeed } from '../../degradations/degradation';
import { InputError } from '@ddr-lab/base/errors';
import { cropCentre } from '@ddr-lab/images/crop';
import { dataRoot } from '../../images/data-root';
import type { Image } from '@ddr-lab/images/image';
import { openSet, presentSets } from '../../images/sets/open';
import { createRandom } from '@ddr-lab/base/random';

/** Images that a distortion was done to, and which: what distortion identification learns from. */
export interface DistortedImages {
  /** Where they come from: `live` or `scenes`. */
  readonly name: string;
  /** Names of the distortions; label k means `distortions[k]`. */
  readonly distortions: readonly string[];
  readonly patches: readonly Image[];
  readonly labels: Int32Array;
  /** The reference image of each, by number. */
  readonly groups: Int32Array;
  /** What each is called: its file, or its scene and preset. */
  readonly names: readonly string[];
  /** How many were left out as too close to their reference. */
  readonly leftOut: number;
}

/** What opening distorted images takes. */
export interface DistortedImagesOptions {
  /** Side of the centre patch, pixels; default 96, the paper's. */
  readonly patch?: number;
  /**
   * LIVE's images of at least this PSNR in dB against their reference are left out; default 40: the error is a
   * hundredth of the range then, which nobody can see, so that there is no distortion to name.
   */
  readonly nearIdentical?: number;
  /** How many scenes, where there is no LIVE; default 30. */
  readonly scenes?: number;
  /** Seed of the scenes' strengths and noise; default 0. */
  readonly seed?: number;
}

/** LIVE's images where the data root has them, else scenes. */
export function distortedImages(options: DistortedImagesOptions = {}): Promise<DistortedImages> {
  const live = liveDistortions.every(({ folder }) => presentSets().includes(`live/${folder}`));
  return live ? liveImages(options) : distortedScenes(options);
}

const liveDistortions = [
  { folder: 'gblur', name: 'Gaussian blur' },
  { folder: 'jpeg', name: 'JPEG' },
  { folder: 'wnoise', name: 'white noise' },
  { folder: 'fastfading', name: 'fast fading' },
] as const;

/**
 * The distorted images of LIVE release 2 below the data root, centre patches. The reference of a file is its name up
 * to the `_`. What is near-identical to its reference by `live/psnr-vs-reference.csv` is left out; without that
 * file nothing is.
 *
 * @throws InputError where the data root lacks LIVE, or a line of the list cannot be read.
 */
async function liveImages(options: DistortedImagesOptions = {}): Promise<DistortedImages> {
  const { patch = 96, nearIdentical = 40 } = options;
  const psnr = await livePsnr();
  const found: { image: Image; label: number; reference: string; name: string }[] = [];
  let leftOut = 0;
  for (const [label, { folder }] of liveDistortions.entries()) {
    const set = await openSet(`live/${folder}`);
    for (let i = 0; i < set.count; i++) {
      const name = `${folder}/${set.label(i)}`;
      if ((psnr.get(name) ?? 0) >= nearIdentical) {
        leftOut++;
        continue;
      }
      const reference = set.label(i).replace(/_[^_]*$/, '');
      found.push({ image: cropCentre(await set.read(i), patch), label, reference, name });
    }
  }
  const references = [...new Set(found.map(({ reference }) => reference))].sort();
  return {
    name: 'live',
    distortions: liveDistortions.map(({ name }) => name),
    patches: found.map(({ image }) => image),
    labels: Int32Array.from(found, ({ label }) => label),
    groups: Int32Array.from(found, ({ reference }) => references.indexOf(reference)),
    names: found.map(({ name }) => name),
    leftOut,
  };
}

/** PSNR of each of LIVE's files by `folder/file`, infinite where it equals its reference. */
async function livePsnr(): Promise<Map<string, number>> {
  const file = path.join(dataRoot() ?? '', 'live', 'psnr-vs-reference.csv');
  const text = await readFile(file, 'utf8').catch(() => '');
  const lines = text.split(/\r?\n/).slice(1);
  return new Map(
    lines
      .filter((line) => line.trim() !== '')
      .map((line) => {
        const [folder, name, value] = line.split(',');
        const psnr = value === 'identical' ? Infinity : Number(value);
        if (Number.isNaN(psnr)) throw new InputError(`${file}: "${line}" gives no PSNR.`);
        return [`${folder}/${name}`, psnr];
      }),
  );
}

/** Presets with the strengths that are drawn, from the weakest to the strongest. */
const sceneDistortions = [
  { name: 'Gaussian blur', preset: 'blur', from: 0.7, to: 5, digits: 2 },
  { name: 'JPEG', preset: 'jpeg', from: 60, to: 4, digits: 0 },
  { name: 'white noise', preset: 'noise', from: 4, to: 60, digits: 1 },
  { name: 'JPEG 2000', preset: 'jp2k', from: 20, to: 200, digits: 0 },
] as const;

/**
 * Drawn scenes, each under Gaussian blur (0.7 to 5 pixels), JPEG (quality 60 to 4), white noise (4 to 60 levels) and
 * JPEG 2000 (20 to 200 times), centre patches. Each strength is drawn by itself, evenly on a logarithmic scale.
 */
export async function distortedScenes(options: DistortedImagesOptions = {}): Promise<DistortedImages> {
  const { patch = 96, scenes = 30, seed = 0 } = options;
  const set = await openSet('scenes', { count: scenes, size: Math.max(128, patch) });
  const patches: Image[] = [];
  const names: string[] = [];
  for (let i = 0; i < set.count; i++) {
    const scene = await set.read(i);
    for (const [k, { preset, from, to, digits }] of sceneDistortions.entries()) {
      const place = createRandom(seed, i, k).uniform();
      const chosen = `${preset}${(from * (to / from) ** place).toFixed(digits)}`;
      const degraded = await degrade(scene, chosen, { seed: subSeed(seed, i, k) });
      patches.push(cropCentre(degraded, patch));
      names.push(`${set.label(i)}, ${chosen}`);
    }
  }
  const classes = sceneDistortions.length;
  return {
    name: 'scenes',
    distortions: sceneDistortions.map(({ name }) => name),
    patches,
    labels: Int32Array.from(patches, (_, i) => i % classes),
    groups: Int32Array.from(patches, (_, i) => Math.floor(i / classes)),
    names,
    leftOut: 0,
  };
}
