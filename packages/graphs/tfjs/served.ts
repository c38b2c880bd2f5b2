import { InputError } from '@ddr-lab/base/errors';
import { useBackend } from '@ddr-lab/engine/backend';
import type { GraphOptions } from '../find-size';
import type { GraphRuntime } from '../graph-runtime';
import { openGraphModel } from './open-graph-model';
import { openLayersModel } from './open-layers-model';
import type { TfjsModel } from './read-tfjs';
import { noteTrap } from './traps';

/** What a process apart is asked, with numbers beside it. */
interface Request {
  readonly ask: 'load' | 'describe' | 'run' | 'drop';
  readonly key: string;
  readonly model: Omit<TfjsModel, 'artifacts'> & { readonly artifacts: TfjsModel['artifacts'] };
  readonly options: GraphOptions;
  readonly names: readonly string[];
  readonly dims: readonly number[];
}

interface Answer {
  readonly head?: object;
  readonly parts?: readonly Float32Array[];
}

/** What is known of a model besides how to run it, as it goes from one process to the other. */
export type Description = Omit<GraphRuntime, 'run' | 'dispose'>;

const held = new Map<string, GraphRuntime>();

/** Chooses the backend, so that this is not part of the first request's time. */
export async function ready(): Promise<void> {
  await useBackend();
}

/** Answers one request. */
export async function handle(request: Request, parts: readonly Uint8Array[]): Promise<Answer> {
  try {
    return await answered(request, parts);
  } catch (error) {
    noteTrap(error);
    throw error;
  }
}

async function answered(request: Request, parts: readonly Uint8Array[]): Promise<Answer> {
  const { ask, key } = request;
  if (ask === 'load') {
    const { model, options } = request;
    const whole = { ...model, artifacts: { ...model.artifacts, weightData: parts[0].buffer as ArrayBuffer } };
    const open = model.format === 'graph-model' ? openGraphModel : openLayersModel;
    held.set(key, await open(whole, options));
    return {};
  }
  const runtime = held.get(key);
  if (!runtime) return {};
  if (ask === 'drop') {
    runtime.dispose();
    held.delete(key);
    return {};
  }
  if (ask === 'describe') {
    const { run, dispose, ...description } = runtime;
    void [run, dispose];
    return { head: description };
  }
  const [images] = parts;
  const { names, dims } = request;
  try {
    const results = await runtime.run(names, { data: new Float32Array(images.buffer), dims });
    return { head: { dims: results.map((one) => one.dims) }, parts: results.map(({ data }) => data) };
  } catch (error) {
    if (error instanceof InputError) throw error;
    noteTrap(error);
    const size = `${dims[1]} x ${dims[2]}`;
    throw new InputError(`tfjs cannot compute it for an image of ${size}: ${(error as Error).message}.`);
  }
}
