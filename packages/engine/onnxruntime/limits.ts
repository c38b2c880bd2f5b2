/**
 * Below these sizes the cpu backend's own kernel takes less than a call of onnxruntime, and computes. Tests set
 * them to 1, so that small tensors too are computed here.
 */
export const limits = {
  /** Multiplications of a matrix product. */
  product: 16384,
  /** Numbers to take an exponential or logarithm of. */
  transcendental: 4096,
};
