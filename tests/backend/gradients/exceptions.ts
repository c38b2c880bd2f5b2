import * as tf from '@tensorflow/tfjs-core';
import type { TestContext } from 'vitest';

/** Skips a test that a backend of tfjs is known not to pass. */
export function except(context: TestContext, backend: string, fault: string): void {
  if (tf.getBackend() === backend) context.skip(`${backend} ${fault}`);
}

/** Skips a test that a kernel of tfjs's cpu backend is known not to pass, also where another backend uses it. */
export function exceptCpu(context: TestContext, kernelName: string, fault: string): void {
  const kernel = tf.getKernel(kernelName, tf.getBackend());
  if (kernel && kernel.kernelFunc === tf.getKernel(kernelName, 'cpu')?.kernelFunc) {
    context.skip(`tfjs's own ${kernelName} ${fault}`);
  }
}
