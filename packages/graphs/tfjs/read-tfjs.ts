import { open, readFile, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import { knownTypes, numberType } from '@ddr-lab/base/arrays/number-types';
import { InputError } from '@ddr-lab/base/errors';
import { withinFolder } from '@ddr-lab/base/files/within-folder';

/** A `model.json` is a description: what is larger holds something else. */
const largestJson = 64 * 2 ** 20;
/** All shards together. */
const largestWeights = 2 ** 31 - 1;

/** A tfjs model as it lies on disk: its graph and all its weights in one. */
export interface TfjsModel {
  readonly file: string;
  readonly format: 'layers-model' | 'graph-model';
  readonly topology: Record<string, unknown>;
  readonly artifacts: io.ModelArtifacts;
}

type Refuse = (why: string) => never;
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether a path is that of a tfjs model: a `.json` file, or a folder with `model.json`. */
export async function isTfjs(file: string): Promise<boolean> {
  if (/\.json$/i.test(file)) return true;
  return (await stat(file).catch(() => undefined))?.isDirectory() ?? false;
}

/**
 * Reads a tfjs layers or graph model: `model.json`, or the folder that it is in, and the shards that it names, from its own
 * folder alone. Nothing is fetched and nothing is run; sizes are checked before memory is taken.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function readTfjs(given: string): Promise<TfjsModel> {
  const isFolder = (await stat(given).catch(() => undefined))?.isDirectory() ?? false;
  const file = isFolder ? path.join(given, 'model.json') : given;
  const refuse: Refuse = (why) => {
    throw new InputError(`${file}: cannot be read as a tfjs model: ${why}.`);
  };
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new InputError(`${file}: no such file.`);
  if (found.size > largestJson) refuse(`it has ${found.size} bytes, over the limit of 64 MiB`);
  const json = parsed(await readFile(file, 'utf8'), refuse);
  const { modelTopology: topology, weightsManifest } = json;
  if (!isObject(topology)) return refuse('it has no modelTopology');
  const format = Array.isArray(topology.node) ? 'graph-model' : 'layers-model';
  const { specs, data } = await readWeights(file, weightsManifest, refuse);
  const { signature, userDefinedMetadata } = json as Pick<io.ModelJSON, 'signature' | 'userDefinedMetadata'>;
  const artifacts = {
    modelTopology: topology,
    weightSpecs: specs,
    weightData: data,
    signature,
    userDefinedMetadata,
  };
  return { file, format, topology, artifacts };
}

function parsed(text: string, refuse: Refuse): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return refuse(`it is no JSON (${(error as Error).message})`);
  }
  return isObject(value) ? value : refuse('it is no JSON object');
}

/** The weights of all groups, in order, and their bytes one after the other. */
async function readWeights(
  file: string,
  manifest: unknown,
  refuse: Refuse,
): Promise<{ specs: io.WeightsManifestEntry[]; data: ArrayBuffer }> {
  if (!Array.isArray(manifest)) return refuse('it has no weightsManifest');
  const folder = await realpath(path.dirname(file));
  const specs: io.WeightsManifestEntry[] = [];
  const shards: string[] = [];
  let total = 0;
  for (const group of manifest as unknown[]) {
    if (!isObject(group) || !Array.isArray(group.paths) || !Array.isArray(group.weights)) {
      return refuse('a group of its weights has no paths or no weights');
    }
    const own = group.weights.map((entry: unknown) => checkedEntry(entry, refuse));
    const needed = own.reduce((sum, { bytes }) => sum + bytes, 0);
    total += needed;
    if (total > largestWeights) refuse(`its weights would take ${total} bytes, over the limit of 2 GiB`);
    let read = 0;
    for (const shard of group.paths as unknown[]) {
      if (typeof shard !== 'string') return refuse('a shard has no name');
      const place = await withinFolder(folder, shard, refuse);
      read += (await stat(place)).size;
      if (read > needed) refuse(`the shards up to ${shard} have ${read} bytes where ${needed} are needed`);
      shards.push(place);
    }
    if (read !== needed) refuse(`its shards have ${read} bytes where ${needed} are needed`);
    specs.push(...own.map(({ entry }) => entry));
  }
  const data = new Uint8Array(total);
  let at = 0;
  for (const shard of shards) {
    const handle = await open(shard);
    try {
      while (at < total) {
        const { bytesRead } = await handle.read(data, at, total - at);
        if (bytesRead === 0) break;
        at += bytesRead;
      }
    } finally {
      await handle.close();
    }
  }
  if (at !== total) refuse(`its shards end after ${at} bytes, where ${total} are needed`);
  return { specs, data: data.buffer };
}

function checkedEntry(entry: unknown, refuse: Refuse): { entry: io.WeightsManifestEntry; bytes: number } {
  if (!isObject(entry) || typeof entry.name !== 'string') return refuse('a weight has no name');
  const { name, shape, dtype, quantization } = entry;
  const whole = (size: unknown): size is number => Number.isSafeInteger(size) && (size as number) >= 0;
  const type = isObject(quantization) ? quantization.dtype : dtype;
  if (!Array.isArray(shape) || !shape.every(whole)) return refuse(`weight ${name} has no shape`);
  const found = numberType(type, 'tfjs');
  if (!found) {
    return refuse(`weight ${name} is of type ${String(type)}; known are ${knownTypes('tfjs').join(', ')}`);
  }
  const bytes = shape.reduce((product, size) => product * size, found.size);
  if (!Number.isSafeInteger(bytes)) return refuse(`weight ${name} claims to be ${shape.join(' x ')}`);
  return { entry: entry as unknown as io.WeightsManifestEntry, bytes };
}
