// Registers all gradients.
import '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs-core';
import { expect } from 'vitest';
import { cpu } from '@ddr-lab/engine/cpu';
import { onnxruntime } from '@ddr-lab/engine/onnxruntime/candidate';
import { liftLimits } from '../no-limits';

/** Registers the two backends that are compared here. */
export async function loadBoth(): Promise<void> {
  tf.enableProdMode();
  await cpu.load();
  await onnxruntime.load();
  liftLimits();
}

/** What a computation gives on a backend: type, shape and values of its tensors, or the error. */
export function outcome(backend: string, compute: () => tf.Tensor | tf.Tensor[]): unknown {
  tf.setBackend(backend);
  const before = tf.memory().numTensors;
  let result: unknown;
  try {
    result = tf.tidy(() =>
      [compute()].flat().map((tensor) => ({
        dtype: tensor.dtype,
        shape: tensor.shape,
        values: Array.from(tensor.dataSync() as Float32Array),
      })),
    );
  } catch (error) {
    result = (error as Error).message;
  }
  expect(tf.memory().numTensors).toBe(before);
  return result;
}

/**
 * Expects the onnxruntime backend to give what the cpu backend gives, values or error. With `spread`, it may
 * have NaN where the cpu backend has a number.
 */
export function expectSame(compute: () => tf.Tensor | tf.Tensor[], spread = false): void {
  const expected = outcome('cpu', compute);
  const actual = outcome('onnxruntime', compute);
  if (typeof expected === 'string' || typeof actual === 'string') {
    expect(actual).toBe(expected);
    return;
  }
  const [ours, theirs] = [actual, expected] as { dtype: string; shape: number[]; values: number[] }[][];
  expect(ours.map(({ dtype, shape }) => ({ dtype, shape }))).toEqual(
    theirs.map(({ dtype, shape }) => ({ dtype, shape })),
  );
  theirs.forEach(({ values }, which) =>
    values.forEach((value, i) => {
      const own = ours[which].values[i];
      // Sums of a few dozen products of size 1 to 10, in another order: 1e-5 is some ten roundings of float32.
      const close = Number.isFinite(value) && Math.abs(own - value) <= 1e-5 * Math.max(1, Math.abs(value));
      const same = close || Object.is(own, value) || (spread && Number.isNaN(own));
      expect(same, `output ${which}, value ${i}: ${own}, cpu has ${value}`).toBe(true);
    }),
  );
}
