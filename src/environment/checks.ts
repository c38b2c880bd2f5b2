import { statfs } from 'node:fs/promises';
import { availableParallelism, cpus, totalmem } from 'node:os';
import { gpuState, ROOT, webgpuState } from '../../environment/facts.mjs';
import { useBackend } from '@ddr-lab/engine/backend';
import { compiledDevice } from '@ddr-lab/engine/onnxruntime/device';
import { describeAdapter, findAdapter } from '@ddr-lab/engine/webgpu/dawn';
import { readdirSync } from 'node:fs';
import { dataRoot } from '../images/data-root';

/** What was found of one part of the set-up. */
export interface Check {
  readonly name: string;
  /** `ok`; `missing`: the work cannot be done without it; `optional`: not here, and the work goes on. */
  readonly state: 'ok' | 'missing' | 'optional';
  /** Versions, places, reasons, in a few words. */
  readonly detail: string;
  /** How to come by what is not here. */
  readonly mend?: string;
}

/** Which tfjs backend computes here; loads it and tries it. */
export async function checkBackend(): Promise<Check> {
  try {
    const { name, reason, adapter, attempts } = await useBackend();
    const others = attempts.filter((attempt) => attempt.name !== name);
    const passedOver = others.map((attempt) => `${attempt.name}: ${attempt.outcome}`).join('; ');
    return {
      name: 'backend',
      state: 'ok',
      detail: `${name}${adapter === undefined ? '' : ` on ${adapter}`} (${reason})${passedOver ? `; not used: ${passedOver}` : ''}`,
    };
  } catch (error) {
    return {
      name: 'backend',
      state: 'missing',
      detail: (error as Error).message,
      mend: process.env.DDR_BACKEND ? 'unset DDR_BACKEND' : 'node environment/setup.mjs',
    };
  }
}

/** The GPU that networks run on, and an NVIDIA one's library of TensorFlow's. After `checkBackend`. */
export function checkGpu(): Check {
  const { adapter, provider } = compiledDevice();
  if (adapter !== undefined) {
    const detail = `${adapter}: whole networks and training steps run on it (onnxruntime's ${provider}), single kernels on the processor`;
    return { name: 'GPU', state: 'ok', detail };
  }
  const { seen, library, failure } = gpuState();
  const processors = `${availableParallelism()} x ${cpus()[0]?.model.trim() ?? 'processor'}`;
  const memory = `${(totalmem() / 2 ** 30).toFixed(0)} GiB of memory`;
  if (!seen) {
    const detail = `no GPU in use and none of NVIDIA's found, so networks run on the processor (${processors}, ${memory})`;
    return { name: 'GPU', state: 'optional', detail };
  }
  if (library) return { name: 'GPU', state: 'ok', detail: `${seen}; TensorFlow's library is in place` };
  const why = failure ? `could not be had (${failure.reason})` : 'is not there yet';
  return {
    name: 'GPU',
    state: 'optional',
    detail: `${seen}; TensorFlow's library ${why}`,
    mend: 'node environment/gpu.mjs --retry',
  };
}

/** The optional WebGPU backend: whether it is installed, and which GPU it finds. */
export async function checkWebgpu(): Promise<Check> {
  const name = 'WebGPU';
  const { version, problem } = webgpuState();
  if (problem) {
    return {
      name,
      state: 'optional',
      detail: `${problem}; with it, every kernel of tfjs runs on a GPU of any maker`,
      mend: 'node environment/gpu.mjs webgpu',
    };
  }
  try {
    const { info } = await findAdapter();
    return { name, state: 'ok', detail: `Dawn ${version}; ${describeAdapter(info)}` };
  } catch (error) {
    const mend = process.platform === 'linux' ? "install the GPU's Vulkan driver and libvulkan1" : undefined;
    return {
      name,
      state: 'optional',
      detail: `Dawn ${version}, not used: ${(error as Error).message}`,
      ...(mend && { mend }),
    };
  }
}

/** What a first run, its figures and its book need, in bytes. */
const ENOUGH_DISK = 500 * 2 ** 20;

export async function checkDisk(): Promise<Check> {
  const { bavail, bsize } = await statfs(ROOT);
  const free = bavail * bsize;
  const detail = `${(free / 2 ** 30).toFixed(1)} GiB free in ${ROOT}`;
  if (free >= ENOUGH_DISK) return { name: 'disk', state: 'ok', detail };
  return { name: 'disk', state: 'missing', detail, mend: 'free at least 0.5 GiB' };
}

/** Where real images are looked for, and which data sets are there. */
export function checkData(): Check {
  const name = 'data root';
  try {
    const root = dataRoot();
    if (root === undefined) {
      return {
        name,
        state: 'optional',
        detail: 'none: everything runs on the embedded scenes',
        mend: 'set DDR_DATA to a folder of data sets, or fetch some: npx ddr fetch --help',
      };
    }
    const sets = readdirSync(root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
      .sort();
    return { name, state: 'ok', detail: `${root}: ${sets.join(', ') || 'no data sets in it'}` };
  } catch (error) {
    return {
      name,
      state: 'missing',
      detail: (error as Error).message,
      mend: 'set DDR_DATA to an existing folder, or unset it',
    };
  }
}
