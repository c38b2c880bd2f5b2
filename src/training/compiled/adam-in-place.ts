import type { AdamOptions } from '../adam';

/**
 * One step of Adam (Kingma and Ba 2015), as PyTorch computes it, on typed arrays; `iteration` counts from 0.
 * Changes the value and both moments.
 */
export function adamInPlace(
  parameter: {
    readonly value: Float32Array;
    readonly gradient: Float32Array;
    readonly first: Float32Array;
    readonly second: Float32Array;
  },
  iteration: number,
  learningRate: number,
  { beta1 = 0.9, beta2 = 0.99, epsilon = 1e-8 }: AdamOptions = {},
): void {
  const { value, gradient, first, second } = parameter;
  const stepSize = learningRate / (1 - beta1 ** (iteration + 1));
  const correction = 1 / Math.sqrt(1 - beta2 ** (iteration + 1));
  for (let i = 0; i < value.length; i++) {
    const g = gradient[i];
    const m = first[i] * beta1 + g * (1 - beta1);
    const v = second[i] * beta2 + g * g * (1 - beta2);
    first[i] = m;
    second[i] = v;
    value[i] -= (stepSize * m) / (Math.sqrt(v) * correction + epsilon);
  }
}
