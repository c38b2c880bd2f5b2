import type { Candidate } from '../candidate';
import { registerConv2DGradients } from './conv2d-gradients';

/** tfjs's WebAssembly backend with SIMD, one thread, and the convolution's gradients that it lacks. */
export const wasm: Candidate = {
  name: 'wasm',
  load: async () => {
    await import('@tensorflow/tfjs-backend-wasm');
    registerConv2DGradients();
    return 'wasm';
  },
};
