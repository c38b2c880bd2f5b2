import * as tf from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';

type Kernel = tf.KernelConfig['kernelFunc'];

/** Outputs of single precision: sums of the suite's few hundred terms differ by their order by less than this. */
const TOLERANCE = 1e-5;

/** Has the running test fail; jasmine's global. */
declare function fail(message: string): void;

/** How often a kernel computed a call itself, and how often with the cpu backend's help or by that alone. */
export interface Calls {
  own: number;
  left: number;
}

/** Calls of the cpu backend's kernels. */
let cpuCalls = 0;

/** Counts the calls of the cpu backend's kernels; to be called before another backend takes them over. */
export function watchCpu(): void {
  for (const kernel of tf.getKernelsForBackend('cpu')) {
    replace(kernel, (call) => {
      cpuCalls++;
      return kernel.kernelFunc(call);
    });
  }
}

/**
 * Holds every kernel of a backend that is not the cpu backend's own against that one, at each call that the
 * suite makes: far closer than the suite's tolerance of 1e-3, and over all elements.
 *
 * @returns The calls of each kernel; they grow while tests run.
 */
export function compareWithCpu(backendName: string): Record<string, Calls> {
  const compared: Record<string, Calls> = {};
  for (const kernel of tf.getKernelsForBackend(backendName)) {
    const reference = tf.getKernel(kernel.kernelName, 'cpu')?.kernelFunc;
    if (!reference || reference === kernel.kernelFunc) continue;
    const calls = (compared[kernel.kernelName] = { own: 0, left: 0 });
    replace(kernel, (call) => {
      const before = cpuCalls;
      const result = kernel.kernelFunc(call);
      if (cpuCalls > before) calls.left++;
      else calls.own++;
      compare(kernel.kernelName, call.backend as MathBackendCPU, result, reference(call));
      return result;
    });
  }
  return compared;
}

function replace(kernel: tf.KernelConfig, kernelFunc: Kernel): void {
  tf.unregisterKernel(kernel.kernelName, kernel.backendName);
  tf.registerKernel({ ...kernel, kernelFunc });
}

type Outputs = ReturnType<Kernel>;

function compare(name: string, backend: MathBackendCPU, result: Outputs, reference: Outputs): void {
  const [ours, theirs] = [result, reference].map((outputs) => (Array.isArray(outputs) ? outputs : [outputs]));
  if (ours.length !== theirs.length)
    fail(`${name}: ${ours.length} outputs, the cpu backend has ${theirs.length}`);
  theirs.forEach((expected, i) => {
    const difference = differ(backend, ours[i], expected);
    if (difference) fail(`${name}, output ${i}: ${difference}`);
    backend.disposeIntermediateTensorInfo(expected);
  });
}

function differ(backend: MathBackendCPU, a: tf.TensorInfo, b: tf.TensorInfo): string | undefined {
  if (a.dtype !== b.dtype) return `${a.dtype}, the cpu backend has ${b.dtype}`;
  if (a.shape.join() !== b.shape.join()) return `shape ${a.shape}, the cpu backend has ${b.shape}`;
  if (a.dtype === 'string' || a.dtype === 'complex64') return undefined;
  const [values, wanted] = [a, b].map(({ dataId }) => backend.readSync(dataId) as Float32Array);
  if (values.length !== wanted.length) return `${values.length} values, the cpu backend has ${wanted.length}`;
  const largest = wanted.reduce(
    (max, value) => (Number.isFinite(value) ? Math.max(max, Math.abs(value)) : max),
    1,
  );
  const allowed = a.dtype === 'float32' ? TOLERANCE * largest : 0;
  for (let i = 0; i < wanted.length; i++) {
    if (Object.is(values[i], wanted[i]) || Math.abs(values[i] - wanted[i]) <= allowed) continue;
    return `element ${i} is ${values[i]}, the cpu backend has ${wanted[i]}`;
  }
  return undefined;
}
