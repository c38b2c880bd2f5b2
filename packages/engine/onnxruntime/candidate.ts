import type { Candidate } from '../candidate';

/** The native CPU runtime inside the npm package onnxruntime-node, under tfjs. */
export const onnxruntime: Candidate = {
  name: 'onnxruntime',
  shipped: true,
  load: async () => {
    const { loadRuntime, threads } = await import('./runtime');
    threads();
    loadRuntime();
    await import('@tensorflow/tfjs-backend-cpu');
    const { registerOnnxruntime, backendName } = await import('./backend');
    registerOnnxruntime();
    return backendName;
  },
};
