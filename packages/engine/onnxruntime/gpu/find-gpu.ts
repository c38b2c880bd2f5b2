import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { hasVulkan, VULKAN } from '../../vulkan';
import { adapterIn, isSoftware } from './adapter';
import { checkGraph, raceGraph } from './trial-graphs';

/** What `try.js` answers. */
interface Answer {
  /** The largest between the GPU's and the processor's results, of about 1; null where they are no numbers. */
  readonly difference: number | null;
  /** Milliseconds of the race graph. */
  readonly cpu?: number;
  readonly gpu?: number;
}

/** What computes on a GPU. */
type Provider = 'webgpu' | 'cuda';

/** How a GPU is looked for. */
export interface Search {
  /**
   * Takes any GPU that computes rightly, one that the processor plays among them: somebody asked for it. Default: only a real one
   * that is quicker than the processor.
   */
  readonly any?: boolean;
}

/** A GPU that onnxruntime computes on. */
export interface FoundGpu {
  /** Its name, as far as it is told. */
  readonly adapter: string;
}

/** The longest that a trial may take, in milliseconds: a real GPU's takes one or two seconds, the first time somewhat more. */
const PATIENCE = 60_000;

/** Both sides add up to 576 float32 products of about 1, in another order, or in pieces by tensor cores with fewer digits (TF32). */
const TOLERANCE = 1e-2;

/**
 * Looks for a GPU that onnxruntime computes on.
 *
 * @throws Error, in one line, why there is none.
 */
export function findGpu(provider: Provider, search: Search = {}): Promise<FoundGpu> {
  if (provider === 'webgpu' && process.platform === 'linux') {
    if (!search.any && !hasDevice()) return Promise.reject(new Error('no GPU found'));
    if (!hasVulkan()) return Promise.reject(new Error(`${VULKAN} was not found`));
  }
  return tryGpu(provider, search);
}

/** As `findGpu`, without a look at the machine before: in a process of its own, where a driver may crash, hang or talk. */
export async function tryGpu(provider: Provider, { any = false }: Search = {}): Promise<FoundGpu> {
  const trial = await tried(provider, any);
  const adapter = trial.adapter ?? ownName(provider);
  const { difference, cpu = 0, gpu = 0 } = trial.answer;
  if (difference === null || difference > TOLERANCE) throw new Error(`${adapter} gives wrong values`);
  if (!any && gpu >= cpu) {
    const [slow, quick] = [gpu, cpu].map((time) => time.toPrecision(2));
    throw new Error(`${adapter} is slower than the processor (${slow} against ${quick} ms)`);
  }
  return { adapter };
}

/** Linux names a GPU's driver among the devices: without one there is nothing to try. */
function hasDevice(): boolean {
  const named = (folder: string, name: RegExp): boolean =>
    existsSync(folder) && readdirSync(folder).some((each) => name.test(each));
  return named('/dev/dri', /^renderD/) || named('/dev', /^(nvidia\d|dxg|kgsl|mali)/);
}

/** Metal has no GPU that the processor plays, and an Apple processor's name is its GPU's. */
function ownName(provider: Provider): string {
  if (provider === 'cuda') return 'a GPU of NVIDIA';
  return process.platform === 'darwin'
    ? (cpus()[0]?.model.trim() ?? 'a GPU by Metal')
    : 'a GPU without a name';
}

interface Trial {
  readonly adapter: string | undefined;
  readonly answer: Answer;
}

/** Runs `try.js`, and ends it as soon as it names a GPU that is not wanted. */
function tried(provider: Provider, any: boolean): Promise<Trial> {
  const child = spawn(process.execPath, [path.join(__dirname, 'try.js')], {
    stdio: ['pipe', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, VK_LOADER_DEBUG: 'driver' },
  });
  const [, , stderr, results] = child.stdio;
  let [said, answer] = ['', ''];
  return new Promise((resolve, reject) => {
    const give = (reason: string): void => {
      reject(new Error(reason));
      child.kill('SIGKILL');
    };
    const timer = setTimeout(() => give(`no answer within ${PATIENCE / 1000} s`), PATIENCE);
    child.once('error', (error) => give(error.message));
    stderr!.on('data', (text) => {
      said += String(text);
      const adapter = any ? undefined : adapterIn(said);
      if (adapter !== undefined && isSoftware(adapter)) {
        give(`only a GPU that the processor plays was found (${adapter})`);
      }
    });
    (results as NodeJS.ReadableStream).on('data', (text) => (answer += String(text)));
    child.stdin!.on('error', () => undefined);
    child.stdin!.end(JSON.stringify({ provider, check: checkGraph(), ...(!any && { race: raceGraph() }) }));
    child.once('close', (status, signal) => {
      clearTimeout(timer);
      if (status === 0 && answer !== '') {
        resolve({ adapter: adapterIn(said), answer: JSON.parse(answer) as Answer });
      } else reject(new Error(reasonIn(said, signal)));
    });
  });
}

/** Why a trial failed, in one line. */
function reasonIn(said: string, signal: NodeJS.Signals | null): string {
  if (said.includes('No supported adapters') || said.includes('Failed to get a WebGPU adapter')) {
    return 'no GPU found';
  }
  if (signal) return `the GPU's driver ended the process that tried it (${signal})`;
  const error = /^(?:\w*Error: )(.+)$/m.exec(said)?.[1];
  return error ? `it cannot be used (${error.slice(0, 200)})` : 'the trial ended without a word';
}
