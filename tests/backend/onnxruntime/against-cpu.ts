import * as tf from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import fc from 'fast-check';
import { expect } from 'vitest';
import { onnxruntime } from '@ddr-lab/engine/onnxruntime/candidate';

/** Makes tfjs compute on the onnxruntime backend. */
export async function useOnnxruntime(): Promise<void> {
  tf.enableProdMode();
  expect(await tf.setBackend(await onnxruntime.load())).toBe(true);
}

/** Shapes, rank 0 to 4; an axis may be empty. */
export const shapes = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 });

const special = [NaN, Infinity, -Infinity, -0, 0, 1, -1, 1e-42, 3.4e38, -3.4e38, 16777217];

/** Numbers of a shape, drawn from a seed: about one in eight of them a special one where `wild`. */
export function draw(shape: readonly number[], seed: number, wild = true): Float32Array {
  // Small multiplicative generator (Park and Miller 1988): a stream of its own for each property's run.
  let state = (Math.abs(seed) % 2147483646) + 1;
  const next = (): number => (state = (state * 16807) % 2147483647) / 2147483647;
  return Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () =>
    wild && next() < 0.125 ? special[Math.floor(next() * special.length)] : (next() - 0.5) * 8,
  );
}

/** One call of a kernel on both backends' implementations; the results' numbers and shape. */
export interface Both {
  readonly ours: tf.TypedArray;
  readonly cpu: tf.TypedArray;
  readonly shape: readonly number[];
}

/** Calls our kernel and the one that it replaces; their shapes and dtypes must agree. */
export function both(name: string, inputs: tf.NamedTensorMap | tf.Tensor[], attrs: object = {}): Both {
  const backend = tf.backend() as MathBackendCPU;
  const kept = Object.values(inputs).map((tensor) => tensor.dataSync().slice());
  const [ours, cpu] = ['onnxruntime', 'cpu'].map((backendName) => {
    const kernelFunc = tf.getKernel(name, backendName).kernelFunc;
    const result = kernelFunc({ inputs, attrs, backend } as never) as tf.TensorInfo;
    const data = (backend.readSync(result.dataId) as tf.TypedArray).slice();
    backend.disposeIntermediateTensorInfo(result);
    return { result, data };
  });
  expect(ours.result.dtype).toBe(cpu.result.dtype);
  expect(ours.result.shape).toEqual(cpu.result.shape);
  // No kernel writes to what it is given.
  Object.values(inputs).forEach((tensor, i) => expect(tensor.dataSync()).toEqual(kept[i]));
  return { ours: ours.data, cpu: cpu.data, shape: ours.result.shape };
}

/** Equal to the last bit; NaN is NaN, and 0 is not -0. */
export function expectSame({ ours, cpu }: Both): void {
  expect(ours.length).toBe(cpu.length);
  for (let i = 0; i < cpu.length; i++) {
    if (!Object.is(ours[i], cpu[i])) expect.fail(`element ${i} is ${ours[i]}, the cpu backend has ${cpu[i]}`);
  }
}

/** Equal within `tolerance` of the largest finite number in the result (and of 1); NaN and infinities alike. */
export function expectClose({ ours, cpu }: Both, tolerance: number): void {
  expect(ours.length).toBe(cpu.length);
  let largest = 1;
  for (const value of cpu) if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
  for (let i = 0; i < cpu.length; i++) {
    if (Object.is(ours[i], cpu[i]) || Math.abs(ours[i] - cpu[i]) <= tolerance * largest) continue;
    expect.fail(`element ${i} is ${ours[i]}, the cpu backend has ${cpu[i]}`);
  }
}
