import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Candidate } from '../../candidate';
import { onnxruntime } from '../candidate';
import { useDevice } from '../device';
import { findGpu } from './find-gpu';

/**
 * onnxruntime with whole networks, and the losses and gradients of a batch, on a GPU of any maker: Vulkan on Linux, Metal on macOS,
 * Direct3D 12 on Windows, all inside the package. Single kernels stay on the processor.
 */
export const onnxruntimeWebgpu: Candidate = {
  name: 'onnxruntime-webgpu',
  load: () => loadOn('webgpu'),
};

/** The same on a GPU of NVIDIA's by CUDA, whose files onnxruntime's own script fetches. */
export const onnxruntimeCuda: Candidate = {
  name: 'onnxruntime-cuda',
  load: async () => {
    if (!hasCudaFiles()) throw new Error("onnxruntime's CUDA files are not installed (see docs/backend.md)");
    return loadOn('cuda');
  },
};

async function loadOn(provider: 'webgpu' | 'cuda'): Promise<string> {
  const any = process.env.DDR_BACKEND === `onnxruntime-${provider}`;
  const { adapter } = await findGpu(provider, { any });
  const name = await onnxruntime.load();
  useDevice({ provider, adapter, blocks: false, keeps: provider === 'webgpu' });
  return name;
}

function hasCudaFiles(): boolean {
  const package_ = path.dirname(createRequire(__filename).resolve('onnxruntime-node/package.json'));
  const file = { linux: 'libonnxruntime_providers_cuda.so', win32: 'onnxruntime_providers_cuda.dll' }[
    process.platform as string
  ];
  const folder = path.join(package_, 'bin', 'napi-v6', process.platform, process.arch);
  return file !== undefined && existsSync(path.join(folder, file));
}
