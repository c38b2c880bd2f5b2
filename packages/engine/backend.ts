import * as tf from '@tensorflow/tfjs-core';
// Registers all gradients; tfjs-core alone has none.
import '@tensorflow/tfjs';
import { InputError } from '@ddr-lab/base/errors';
import type { Candidate } from './candidate';
import { cpu } from './cpu';
import { noteBackend } from './in-use';
import { registerLeakyReluGradient, tfjsNode } from './tfjs-node';
import { onnxruntime } from './onnxruntime/candidate';
import { compiledDevice, processor, useDevice } from './onnxruntime/device';
import { onnxruntimeCuda, onnxruntimeWebgpu } from './onnxruntime/gpu/candidates';
import { probe } from './probe';
import { wasm } from './wasm/candidate';
import { webgpu } from './webgpu/candidate';

/** Every backend, the fastest first. */
const candidates: readonly Candidate[] = [
  tfjsNode('tfjs-node-gpu'),
  tfjsNode('tfjs-node'),
  webgpu,
  onnxruntimeCuda,
  onnxruntimeWebgpu,
  onnxruntime,
  wasm,
  cpu,
];

/** Names that `DDR_BACKEND` takes, the fastest first. */
export const backendNames: readonly string[] = candidates.map(({ name }) => name);

/** Which backend computes, and why this one. */
export interface BackendChoice {
  readonly name: string;
  /** `fastest that computes` or `DDR_BACKEND`. */
  readonly reason: string;
  /** The GPU that compiled graphs run on, by its driver's name. */
  readonly adapter?: string;
  /** What was tried, in order: `in use`, or why not. */
  readonly attempts: readonly { readonly name: string; readonly outcome: string }[];
}

/** One choice a process, also when a notebook loads this file anew. */
const shared = globalThis as { [key: symbol]: Promise<BackendChoice> | undefined };
const key = Symbol.for('ddr-lab.backend');

/**
 * Makes tfjs use the fastest backend that loads and computes a convolution and its gradients rightly; with
 * `DDR_BACKEND` set, that one. Later calls return the first one's choice.
 *
 * @throws InputError when `DDR_BACKEND` names no backend, or one that cannot be used here (and why), and when
 *   `DDR_THREADS` is no number of threads.
 */
export function useBackend(): Promise<BackendChoice> {
  return (shared[key] ??= choose(process.env.DDR_BACKEND));
}

async function choose(forced: string | undefined): Promise<BackendChoice> {
  if (forced && !backendNames.includes(forced)) {
    throw new InputError(`DDR_BACKEND=${forced}: no such backend. Known: ${backendNames.join(', ')}.`);
  }
  // Silences the cpu backend's advertisement of tfjs-node.
  tf.enableProdMode();
  registerLeakyReluGradient();
  const attempts: { name: string; outcome: string }[] = [];
  for (const candidate of candidates) {
    if (forced && candidate.name !== forced) continue;
    try {
      if (!(await tf.setBackend(await candidate.load()))) throw new Error('tfjs could not initialise it');
      await probe();
      attempts.push({ name: candidate.name, outcome: 'in use' });
      noteBackend(candidate.name);
      const { adapter } = compiledDevice();
      return {
        name: candidate.name,
        reason: forced ? 'DDR_BACKEND' : 'fastest that computes',
        ...(adapter !== undefined && { adapter }),
        attempts,
      };
    } catch (error) {
      // A setting that makes no sense is the reader's to mend, not a reason to compute otherwise.
      if (error instanceof InputError) throw error;
      useDevice(processor);
      attempts.push({ name: candidate.name, outcome: firstLine(error) });
      if (candidate.shipped && !forced) {
        console.warn(`ddr-lab: computing without ${candidate.name}, which is slow: ${firstLine(error)}`);
      }
    }
  }
  const tried = attempts.map(({ name, outcome }) => `${name}: ${outcome}`).join('; ');
  throw new InputError(
    forced
      ? `DDR_BACKEND=${forced} cannot be used here (${tried}). Unset DDR_BACKEND to use the fastest that can.`
      : `No tfjs backend works here (${tried}).`,
  );
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n').find((line) => line.trim()) ?? 'failed without a word';
}
