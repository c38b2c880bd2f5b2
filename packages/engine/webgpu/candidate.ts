import * as tf from '@tensorflow/tfjs-core';
import type { Candidate } from '../candidate';
import { createBackend } from './backend';
import { findAdapter, openDevice } from './dawn';

/**
 * tfjs on a GPU of any maker, through Dawn: Vulkan on Linux, Metal on macOS, Direct3D 12 on Windows. An optional
 * installation (`node environment/gpu.mjs webgpu`). A GPU that the processor plays is used only where
 * `DDR_BACKEND=webgpu` asks for it: it is far slower than every other backend.
 */
export const webgpu: Candidate = {
  name: 'webgpu',
  load: async () => {
    const found = await findAdapter({ software: process.env.DDR_BACKEND === 'webgpu' });
    const backend = createBackend(await openDevice(found));
    // tfjs's own priority among backends; ours is the order of the candidates.
    tf.registerBackend('webgpu', () => backend, 3);
    return 'webgpu';
  },
};
