import { tryGpu } from '@ddr-lab/engine/onnxruntime/gpu/find-gpu';

// Looks for a GPU that is to be used without being asked for, and prints what came of it; gpu.test.ts runs it.
tryGpu('webgpu').then(
  ({ adapter }) => console.log(JSON.stringify({ adapter })),
  (error: Error) => console.log(JSON.stringify({ reason: error.message })),
);
