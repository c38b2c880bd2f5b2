import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '@ddr-lab/base/errors';
import { importNetwork } from '../../../src/networks/import/import-network';
import { disposeNetwork, isGraphNetwork } from '../../../src/networks/tappable';
import { createRandom } from '@ddr-lab/base/random';
import { wholeModel, type Format } from './models';
import { changedJson, changedOnnx } from './mutate';

/** What came of importing damaged models. */
export interface Found {
  readonly format: Format;
  readonly networks: number;
  readonly refused: number;
  /** Neither a network nor an error in words, with the seed that makes it again. */
  readonly faults: readonly string[];
  /** The longest that one took, in seconds. */
  readonly longest: number;
}

/**
 * Imports models with something changed at random, each with a seed of its own, and runs those that are networks on an image of
 * odd size.
 *
 * @param onEach is told of each one that is done.
 */
export async function fuzz(
  format: Format,
  count: number,
  first: number,
  onEach: (done: number) => void = () => undefined,
): Promise<Found> {
  const folder = mkdtempSync(path.join(tmpdir(), 'ddr-fuzz-'));
  try {
    const { file, description } = wholeModel(format, path.join(folder, 'net'));
    let [networks, refused, longest] = [0, 0, 0];
    const faults: string[] = [];
    for (let seed = first; seed < first + count; seed++) {
      const random = createRandom(seed);
      writeFileSync(
        file,
        format === 'onnx' ? changedOnnx(description, random) : changedJson(description, random),
      );
      const before = tf.memory().numTensors;
      const started = performance.now();
      try {
        await importAndRun(file);
        networks++;
      } catch (error) {
        if (error instanceof InputError && isInWords(error.message)) refused++;
        else faults.push(`seed ${seed}: ${String((error as Error).stack ?? error)}`);
      }
      if (tf.memory().numTensors !== before) faults.push(`seed ${seed}: tensors are left`);
      longest = Math.max(longest, (performance.now() - started) / 1000);
      onEach(seed - first + 1);
    }
    return { format, networks, refused, faults, longest };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function importAndRun(file: string): Promise<void> {
  const network = await importNetwork(file);
  try {
    if (isGraphNetwork(network)) {
      const { height, width } = network.size ?? { height: 33, width: 47 };
      const image = new Float32Array(height * width * 3).fill(0.25);
      await network.predict({ data: image, dims: [1, height, width, 3] });
    }
  } finally {
    disposeNetwork(network);
  }
}

/** Whether a message is for people: no source files of others, no addresses, no lines. */
function isInWords(message: string): boolean {
  return !/::|\.(cc|cpp|h):\d|\n\s*at |onnxruntime_src/.test(message);
}
