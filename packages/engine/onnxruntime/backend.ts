import { getKernelsForBackend, registerBackend, registerKernel } from '@tensorflow/tfjs-core';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { closeCompiled } from './compiled/cache';
import { kernels } from './kernels/kernels';
import { closeSessions } from './sessions';

/** The backend's name in tfjs. */
export const backendName = 'onnxruntime';

/** tfjs's cpu backend, its tensors typed arrays in JavaScript, whose hot kernels onnxruntime computes. */
class OnnxruntimeBackend extends MathBackendCPU {
  override dispose(): void {
    closeSessions();
    closeCompiled();
    super.dispose();
  }
}

/** Registers the backend: all kernels of tfjs's cpu backend, the hot ones replaced. */
export function registerOnnxruntime(): void {
  const replaced = new Map(kernels.map((kernel) => [kernel.name, kernel]));
  for (const config of getKernelsForBackend('cpu')) {
    const own = replaced.get(config.kernelName);
    registerKernel({
      ...config,
      backendName,
      kernelFunc: own ? own.build(config.kernelFunc) : config.kernelFunc,
    });
  }
  registerBackend(backendName, () => new OnnxruntimeBackend());
}
