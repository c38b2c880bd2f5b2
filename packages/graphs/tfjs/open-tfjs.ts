import os from 'node:os';
import path from 'node:path';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import { InputError } from '@ddr-lab/base/errors';
import { ApartError, processApart, type Held, type Limits } from '../apart/process-apart';
import type { Message } from '../apart/frames';
import { patience, patienceFor } from '../deadline';
import { checkGraphOptions, type GraphOptions } from '../find-size';
import type { GraphRuntime } from '../graph-runtime';
import { readTfjs, type TfjsModel } from './read-tfjs';
import type { Description } from './served';

/** Memory in bytes: in any case, of each byte of weights, and of each of an image's numbers. */
const room = { always: 2 ** 29, weights: 6, sample: 16384 };

let count = 0;

/**
 * Opens a tfjs model of either format, by its `model.json` or the folder that it is in. It is loaded and run in a process of its own
 * alone, whose memory and time are watched.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function openTfjs(file: string, options: GraphOptions = {}): Promise<GraphRuntime> {
  // Options that make no sense are said before anything is read.
  checkGraphOptions(options);
  const model = await readTfjs(file);
  const key = `${process.pid}.${++count}`;
  const held: Held = { key, load: () => loading(key, model, options) };
  const refuse = (why: string): never => {
    throw new InputError(
      `${model.file}: cannot be used as a tfjs ${model.format.replace('-', ' ')}: ${why}.`,
    );
  };
  const apart = processApart(path.join(__dirname, 'worker.js'));
  const ask = async (message: Message, limits: Limits): Promise<Message> => {
    try {
      return await apart.ask(message, limits, held);
    } catch (error) {
      if (!(error instanceof ApartError)) throw error;
      if (error.kind === 'input') throw new InputError(error.message);
      return refuse(error.kind === 'ended' ? `tfjs fails on it and ends (${error.message})` : error.message);
    }
  };
  const described = await ask({ head: { ask: 'describe', key }, parts: [] }, limitsOf(10, 0));
  const description = described.head as unknown as Description;
  return {
    ...description,
    run: async (names, { data, dims }, seconds = patienceFor(dims[1], dims[2]) * dims[0]) => {
      const message = {
        head: { ask: 'run', key, names, dims },
        parts: [new Uint8Array(data.buffer, data.byteOffset, data.byteLength)],
      };
      const { head, parts } = await ask(message, limitsOf(seconds, room.sample * data.length));
      return (head.dims as number[][]).map((one, i): Numbers => ({
        data: new Float32Array(parts[i].buffer as ArrayBuffer),
        dims: one,
      }));
    },
    dispose: () => apart.forget(key),
  };
}

function loading(key: string, model: TfjsModel, options: GraphOptions): { message: Message; limits: Limits } {
  const { weightData, ...artifacts } = model.artifacts;
  const weights = new Uint8Array(weightData as ArrayBuffer);
  return {
    message: { head: { ask: 'load', key, model: { ...model, artifacts }, options }, parts: [weights] },
    limits: limitsOf(patience, room.weights * weights.length),
  };
}

function limitsOf(seconds: number, bytes: number): Limits {
  return { seconds, bytes: Math.min(room.always + bytes, os.totalmem() / 2) };
}
