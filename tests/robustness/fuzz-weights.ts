import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { unzipSync, zipSync } from 'fflate';
import { writeNpz } from '@ddr-lab/base/arrays/npz';
import { InputError } from '@ddr-lab/base/errors';
import { importNetwork } from '../../src/networks/import/import-network';
import { buildNetwork, saveNetwork } from '../../src/networks/network';
import { disposeNetwork } from '../../src/networks/tappable';
import { encodeSafetensors } from '@ddr-lab/weights/safetensors';
import { createRandom, type Random } from '@ddr-lab/base/random';
import { smallNetwork } from '../networks/import/small-network';
import {
  dict,
  float32,
  torchLegacy,
  torchZip,
  type Py,
  type TorchWriter,
} from '../networks/import/torch-writer';
import { mutated } from './mutate';

/** The formats whose files are changed at random. */
export const fuzzedFormats = ['torch zip', 'torch legacy', 'safetensors', 'npz', 'own'] as const;
export type FuzzedFormat = (typeof fuzzedFormats)[number];

/** What came of changed files. */
export interface Outcome {
  /** Imported as a network. */
  imported: number;
  /** Refused by an error in words that names the file. */
  refused: number;
  /** Everything else: another error, tensors left behind, too long, too much memory. */
  readonly faults: string[];
  slowest: number;
  /** Most memory above that before the first file, in bytes. */
  memory: number;
}

/** No file of a few kilobytes may take longer (milliseconds) or more memory (bytes). */
const SLOWEST = 60_000;
const MOST_MEMORY = 2 ** 30;

const network = smallNetwork(5);

/** A checkpoint with what checkpoints have beside weights. */
function checkpoint(w: TorchWriter): Py {
  const state = new Map([...network].map(([name, { shape, data }]) => [name, float32(shape, data)]));
  return dict({
    epoch: 7,
    settings: w.object('argparse.Namespace', dict({ lr: 1, names: ['a', 'b'] })),
    optimizer: dict({ state: dict({ step: float32([], [3]) }), groups: [dict({ lr: 1 })] }),
    state_dict: state,
  });
}

/** A sound file of each format. */
async function sound(format: FuzzedFormat, folder: string): Promise<Uint8Array> {
  const { readFile } = await import('node:fs/promises');
  const file = path.join(folder, 'sound');
  if (format === 'torch zip') return torchZip(checkpoint);
  if (format === 'torch legacy') return torchLegacy(checkpoint);
  if (format === 'safetensors') return encodeSafetensors({ tensors: network, metadata: { format: 'pt' } });
  if (format === 'npz') await writeNpz(file, Object.fromEntries(network));
  else {
    const own = await buildNetwork({ kind: 'srresnet', channels: 2, blocks: 1, scale: 2 });
    await saveNetwork(file, own);
    own.model.dispose();
  }
  return readFile(file);
}

/** Changes a file; of a zip every other time what is in it, so that its checksums are right. */
function changed(bytes: Uint8Array, format: FuzzedFormat, random: Random): Uint8Array {
  if ((format !== 'torch zip' && format !== 'npz') || random.uniform() < 0.5) return mutated(bytes, random);
  const entries: Record<string, Uint8Array> = unzipSync(bytes);
  const names = Object.keys(entries);
  const pickle = names.find((name) => name.endsWith('data.pkl'));
  const name = pickle && random.uniform() < 0.8 ? pickle : names[Math.floor(names.length * random.uniform())];
  entries[name] = mutated(entries[name], random);
  return zipSync(entries, { level: random.uniform() < 0.5 ? 0 : 6 });
}

/**
 * Imports `runs` changed files of a format and says what came of it. Equal seeds change them equally.
 *
 * @param until stops at this time (milliseconds, as `Date.now()`); default: never.
 */
export async function fuzz(
  format: FuzzedFormat,
  runs: number,
  folder: string,
  { seed = 1, until = Infinity } = {},
): Promise<Outcome> {
  const whole = await sound(format, folder);
  const file = path.join(folder, `changed-${format.replace(' ', '-')}`);
  // The backend is up, and its memory taken, before anything is measured.
  writeFileSync(file, whole);
  disposeNetwork(await importNetwork(file));
  const outcome: Outcome = { imported: 0, refused: 0, faults: [], slowest: 0, memory: 0 };
  const resting = process.memoryUsage().rss;
  for (let run = 0; run < runs && Date.now() < until; run++) {
    writeFileSync(file, changed(whole, format, createRandom(seed, run)));
    const tensors = tf.memory().numTensors;
    const start = Date.now();
    const fault = (what: string): void => void outcome.faults.push(`run ${run}: ${what}`);
    try {
      disposeNetwork(await importNetwork(file));
      outcome.imported++;
    } catch (error) {
      outcome.refused++;
      if (!(error instanceof InputError)) fault(String((error as Error).stack).slice(0, 600));
      else if (!error.message.includes(file)) fault(`does not name the file: ${error.message.slice(0, 200)}`);
    }
    const took = Date.now() - start;
    outcome.slowest = Math.max(outcome.slowest, took);
    outcome.memory = Math.max(outcome.memory, process.memoryUsage().rss - resting);
    if (took > SLOWEST) fault(`took ${took} ms`);
    if (tf.memory().numTensors !== tensors) fault(`left ${tf.memory().numTensors - tensors} tensors`);
  }
  if (outcome.memory > MOST_MEMORY) outcome.faults.push(`took ${outcome.memory} bytes`);
  rmSync(file, { force: true });
  return outcome;
}
