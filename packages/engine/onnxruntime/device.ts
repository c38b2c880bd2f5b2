/** Where onnxruntime computes: its CPU runtime, a GPU of any maker by WebGPU, or one of NVIDIA's by CUDA. */
export interface Device {
  /** onnxruntime's name of what computes there (its execution provider). */
  readonly provider: 'cpu' | 'webgpu' | 'cuda';
  /** Training graphs lay channels out in blocks there, as onnxruntime's CPU runtime has it; elsewhere convolutions are plain. */
  readonly blocks: boolean;
  /** The GPU's name as its driver has it; nothing for the processor. */
  readonly adapter?: string;
  /** What a run leaves on the device is the next one's without a journey (`KeptNumbers`). */
  readonly keeps: boolean;
}

/** The processor: what all graphs run on unless a GPU is chosen. */
export const processor: Device = { provider: 'cpu', blocks: true, keeps: false };

/** One choice a process, also when a notebook loads this file anew. */
const shared = globalThis as { [key: symbol]: Device | undefined };
const key = Symbol.for('ddr-lab.onnxruntime.device');

/** Where compiled graphs run: whole networks, and the losses and gradients of a batch. Single kernels stay on the processor. */
export function compiledDevice(): Device {
  return shared[key] ?? processor;
}

/** Has the graphs compiled from now on run there. */
export function useDevice(device: Device): void {
  shared[key] = device;
}
