import { getKernel, type TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';

const kernelNames: Readonly<Record<string, string>> = {
  relu: 'Relu',
  relu6: 'Relu6',
  elu: 'Elu',
  sigmoid: 'Sigmoid',
  prelu: 'Prelu',
  leakyrelu: 'LeakyRelu',
};

/** What a fused kernel's attributes say of its activation. */
export interface ActivationAttributes {
  readonly activation?: string;
  readonly leakyreluAlpha?: number;
}

/** An intermediate result with its activation, as this backend's own kernel computes it; `x` is given up. */
export function activated(
  backend: MathBackendCPU,
  x: TensorInfo,
  { activation = 'linear', leakyreluAlpha = 0.2 }: ActivationAttributes,
  preluWeights: TensorInfo | undefined,
): TensorInfo {
  if (activation === 'linear') return x;
  const result = getKernel(kernelNames[activation], 'onnxruntime').kernelFunc({
    inputs: { x, ...(preluWeights && { alpha: preluWeights }) },
    backend,
    attrs: { alpha: leakyreluAlpha },
  }) as TensorInfo;
  backend.disposeIntermediateTensorInfo(x);
  return result;
}
