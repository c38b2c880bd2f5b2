import { createRequire } from 'node:module';
import os from 'node:os';
import { InputError } from '@ddr-lab/base/errors';
import { undisturbed } from '@ddr-lab/base/signal';
import { processor, type Device } from './device';
import { noteJourneys } from './journeys';

/** A tensor as onnxruntime takes and gives it. */
export interface RuntimeTensor {
  readonly type: string;
  readonly dims: readonly number[];
  /** Of a tensor that lies on a GPU there are none to read here. */
  readonly data: ArrayBufferView;
  /** `cpu`, or `gpu-buffer` for one that lies on a GPU. */
  readonly location?: string;
  /** Gives back a GPU's memory at once; nobody may use the tensor after it. */
  dispose?(): void;
}

/** A loaded model. `run` computes at once, without a promise. */
export interface RuntimeSession {
  run(
    feeds: Readonly<Record<string, RuntimeTensor>>,
    fetches: Readonly<Record<string, RuntimeTensor | null>>,
  ): Readonly<Record<string, RuntimeTensor>>;
  /** The names of all results. */
  readonly outputs: readonly string[];
  /** Ends the recording that `profile` began, and writes its file (JSON, times in microseconds). */
  endProfile(): void;
  dispose(): void;
}

/** How a model is prepared. */
export interface SessionOptions {
  /**
   * Threads that have nothing to do look for work without a pause (default). `false` lets them sleep: right for
   * long operations, and where other processes want the cores too.
   */
  readonly spin?: boolean;
  /** Records how long each operation takes until `endProfile`, in a file whose path begins like this. */
  readonly profile?: string;
  /** Where it computes; default the processor. */
  readonly device?: Device;
  /** Results that stay on the device, where it keeps any; the others come to the processor. Default none. */
  readonly kept?: ReadonlySet<string>;
}

interface NativeSession {
  loadModel(buffer: ArrayBufferLike, offset: number, length: number, options: object): void;
  run(feeds: object, fetches: object, options: object): Record<string, RuntimeTensor>;
  readonly outputMetadata: readonly { readonly name: string }[];
  endProfiling(): void;
  dispose(): void;
}

interface Binding {
  binding: { InferenceSession: new () => NativeSession };
  initOrt(): void;
}

type TensorConstructor = new (type: string, data: ArrayBufferView, dims: readonly number[]) => RuntimeTensor;

/**
 * onnxruntime's CPU runtime. This is the one place that uses the package's internal entry point: its public
 * interface has promises alone, which no tfjs kernel can wait for.
 */
interface Runtime {
  Session: new () => NativeSession;
  Tensor: TensorConstructor;
}

/** One a process, also when a notebook loads this file anew. */
const shared = globalThis as { [key: symbol]: Runtime | undefined };
const key = Symbol.for('ddr-lab.onnxruntime');

/**
 * Loads the native library; later calls do nothing.
 *
 * @throws Error when the package is not there, not made for this machine, or has moved the entry point.
 */
export function loadRuntime(): void {
  if (shared[key]) return;
  const require = createRequire(__filename);
  const entry = 'onnxruntime-node/dist/binding';
  const { binding, initOrt } = require(entry) as Partial<Binding>;
  const { Tensor, env } = require('onnxruntime-common') as {
    Tensor?: TensorConstructor;
    env?: { logLevel?: string };
  };
  if (typeof initOrt !== 'function' || typeof binding?.InferenceSession !== 'function' || !Tensor) {
    throw new Error(`${entry} no longer offers what the backend needs`);
  }
  // It writes no log of its own: what goes wrong is in its errors.
  if (env) env.logLevel = 'fatal';
  initOrt();
  const prototype = binding.InferenceSession.prototype as Partial<NativeSession>;
  if (typeof prototype.loadModel !== 'function' || typeof prototype.run !== 'function') {
    throw new Error(`${entry} no longer loads and runs a model at once`);
  }
  shared[key] = { Session: binding.InferenceSession, Tensor };
}

/** True once `loadRuntime` has succeeded. */
export function hasRuntime(): boolean {
  return shared[key] !== undefined;
}

function runtime(): Runtime {
  const found = shared[key];
  if (!found)
    throw new Error('onnxruntime is not loaded: DDR_BACKEND names another backend, or it cannot load.');
  return found;
}

/** Neither does a model that it loads or runs. */
const silent = { logSeverityLevel: 4 };

/** Loads a model from its bytes. `loadRuntime` must have been called. */
export function openSession(model: Uint8Array, options: SessionOptions = {}): RuntimeSession {
  const { spin = true, profile, device = processor, kept } = options;
  const session = new (runtime().Session)();
  const settings = {
    intraOpNumThreads: threads(),
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // Memory of intermediate results is kept for the next run.
    enableCpuMemArena: true,
    // A plan of all memory beforehand takes nearly twice as much for a training step, and more time.
    enableMemPattern: false,
    ...silent,
    ...(device.provider !== 'cpu' && { executionProviders: [device.provider] }),
    ...(kept && {
      preferredOutputLocation: Object.fromEntries([...kept].map((name) => [name, 'gpu-buffer'])),
    }),
    ...(profile && { enableProfiling: true, profileFilePrefix: profile }),
    // Threads that spin after a run would take a core from whatever runs next.
    extra: {
      session: { force_spinning_stop: '1', ...(!spin && { intra_op: { allow_spinning: '0' } }) },
    },
  };
  undisturbed(() => session.loadModel(model.buffer, model.byteOffset, model.byteLength, settings));
  return {
    run: (feeds, fetches) => {
      try {
        const results = undisturbed(() => session.run(feeds, fetches, silent));
        if (device.provider !== 'cpu') noteJourneys(feeds, results);
        return results;
      } catch (error) {
        throw outOfMemory(error) ?? error;
      }
    },
    outputs: session.outputMetadata.map(({ name }) => name),
    endProfile: () => session.endProfiling(),
    dispose: () => session.dispose(),
  };
}

/** onnxruntime's word for too little memory, in a reader's words; undefined for any other error. */
function outOfMemory(error: unknown): Error | undefined {
  const message = error instanceof Error ? error.message : '';
  const size = /Failed to allocate memory for requested buffer of size (\d+)/.exec(message)?.[1];
  if (!size && !message.includes('bad_alloc')) return undefined;
  const asked = size ? `${(Number(size) / 2 ** 30).toPrecision(3)} GiB` : 'what it asked for';
  return new RangeError(
    `Out of memory: onnxruntime could not have ${asked} for one operation. Compute fewer or smaller images at a time.`,
  );
}

/** Wraps a typed array, without a copy. */
export function runtimeTensor(type: string, data: ArrayBufferView, dims: readonly number[]): RuntimeTensor {
  return new (runtime().Tensor)(type, data, dims);
}

/**
 * How many threads compute: `DDR_THREADS`, or one a core.
 *
 * @throws InputError when `DDR_THREADS` is no whole number from 1 to 256.
 */
export function threads(): number {
  const asked = process.env.DDR_THREADS;
  if (!asked) return os.availableParallelism();
  const count = Number(asked);
  if (!(Number.isInteger(count) && count >= 1 && count <= 256)) {
    throw new InputError(`DDR_THREADS=${asked}: how many threads? A whole number from 1 to 256, or unset.`);
  }
  return count;
}
