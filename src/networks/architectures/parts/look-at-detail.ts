import { mean, mul, sub, tidy } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';

/** Takes the mean over its places from every kernel of `Conv1.conv`, and multiplies what is left: a judge's verdict then looks at what varies from place to place, from its first iteration on. */
export function lookAtDetail(network: LayersModel, gain: number): void {
  tidy(() => {
    const [kernel, ...others] = network.getLayer('Conv1.conv').getWeights();
    const detail = mul(sub(kernel, mean(kernel, [0, 1], true)), gain);
    network.getLayer('Conv1.conv').setWeights([detail, ...others]);
  });
}
