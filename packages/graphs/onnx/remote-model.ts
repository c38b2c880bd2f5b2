import os from 'node:os';
import path from 'node:path';
import { threads, type RuntimeTensor } from '@ddr-lab/engine/onnxruntime/runtime';
import { ApartError, processApart, type Held, type Limits } from '../apart/process-apart';
import type { SampleType } from './inputs';
import type { Failed } from '../find-size';
import { isTooMuch, problem } from './model';

/** An input for a model; without numbers a grey image. */
export interface Feed {
  readonly name: string;
  readonly type: SampleType;
  readonly dims: readonly number[];
  readonly data?: ArrayBufferView;
}

/** What came of a run, or why there is nothing. */
export type Outcome = { readonly results: readonly RuntimeTensor[] } | Failed;

/** Memory in bytes: in any case, of each byte of the model, and at most where images are grey. */
const room = { always: 2 ** 29, model: 5, trial: 2 ** 31 };
/** To load a model, in seconds; constants are folded then. */
const patience = 30;

let count = 0;

/**
 * A model that is loaded and run in a process apart, whose memory and time are watched: onnxruntime is made for models that one trusts,
 * and a hostile one may crash it, fill the memory or never end, at one size of images and not at another.
 */
export class RemoteModel {
  private readonly held: Held;

  /**
   * @param bytes those of a `.onnx` file.
   * @param level `basic`: for a few runs; `all`: for many.
   * @param seconds to load it.
   */
  constructor(bytes: () => Uint8Array, level: 'basic' | 'all', seconds = patience) {
    const key = `${process.pid}.${++count}`;
    this.held = {
      key,
      load: () => {
        const model = bytes();
        return {
          message: { head: { ask: 'load', key, level, threads: threads() }, parts: [model] },
          limits: limitsOf(seconds, room.always + room.model * model.length),
        };
      },
    };
  }

  /**
   * The outputs for one input.
   *
   * @param seconds after which it is ended.
   * @param bytes of memory for each of the input's numbers.
   */
  async run(feed: Feed, outputs: readonly string[], seconds: number, bytes: number): Promise<Outcome> {
    const { data, ...described } = feed;
    const samples = feed.dims.reduce((a, b) => a * b, 1);
    const parts = data ? [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)] : [];
    const head = { ask: 'run', key: this.held.key, feed: described, outputs };
    try {
      const limits = limitsOf(seconds, Math.min(room.always + bytes * samples, data ? Infinity : room.trial));
      const answer = await apart().ask({ head, parts }, limits, this.held);
      const heads = answer.head.outputs as { type: string; dims: number[]; array: string }[];
      return {
        results: heads.map(({ type, dims, array }, i) => ({
          type,
          dims,
          data: arrayOf(array, answer.parts[i]),
        })),
      };
    } catch (error) {
      if (!(error instanceof ApartError)) throw error;
      const { kind, message } = error;
      if (kind === 'limit') return { error: message, final: /GiB/.test(message) ? 'end' : 'time' };
      if (kind === 'ended') return { error: `onnxruntime fails on it and ends (${message})`, final: 'end' };
      const isFinal = kind === 'held' || isTooMuch(message);
      return { error: problem(message), ...(isFinal && { final: 'end' }) };
    }
  }

  /** Frees its memory. */
  dispose(): void {
    apart().forget(this.held.key);
  }
}

function apart(): ReturnType<typeof processApart> {
  return processApart(path.join(__dirname, 'worker.js'));
}

function limitsOf(seconds: number, bytes: number): Limits {
  return { seconds, bytes: Math.min(bytes, os.totalmem() / 2) };
}

const arrays: Readonly<Record<string, new (buffer: ArrayBufferLike) => ArrayBufferView>> = {
  ...{ Float32Array, Float64Array, Uint8Array, Int8Array, Uint16Array, Int16Array },
  ...{ Int32Array, Uint32Array, BigInt64Array, BigUint64Array },
};

/** Numbers in an array of the kind that onnxruntime gave; those of half precision may come as an array of their own. */
function arrayOf(name: string, bytes: Uint8Array): ArrayBufferView {
  return new (arrays[name] ?? Uint16Array)(bytes.buffer);
}
