import * as tf from '@tensorflow/tfjs-core';
import { requireThere, type Opened } from './dawn';
import type { EventPump } from './event-pump';

/** A tensor's values as tfjs's backend keeps them: on the processor once they have been read, else on the GPU. */
interface TensorData {
  readonly values?: tf.backend_util.BackendValues | null;
  readonly dtype: tf.DataType;
  readonly resource: GPUBuffer;
}

/** What is used here of `WebGPUBackend` of tfjs-backend-webgpu 4.22.0, whose types are not always here. */
interface WebGPUBackend extends tf.KernelBackend {
  readonly tensorMap: { get(dataId: tf.DataId): TensorData };
  readonly bufferManager: {
    acquireBuffer(size: number, usage: number): GPUBuffer;
    /** @param reuse False: destroyed. Default true: kept for the next of its size. */
    releaseBuffer(buffer: GPUBuffer, reuse?: boolean): void;
  };
  readonly commandEncoder: GPUCommandEncoder;
  ensureCommandEncoderReady(): void;
  endComputePassEncoder(): void;
  submitQueue(): void;
  convertAndCacheOnCPU(
    dataId: tf.DataId,
    values: tf.backend_util.BackendValues,
  ): tf.backend_util.BackendValues;
  /** Brings a buffer's bytes from the GPU; `read` uses it. */
  getBufferData(buffer: GPUBuffer): Promise<ArrayBuffer>;
}

type WebGPUBackendClass = new (device: GPUDevice, info: unknown) => WebGPUBackend;

/**
 * tfjs's WebGPU backend as Node needs it: `dataSync` works, which in tfjs draws on a browser's canvas; and what
 * the GPU refuses is thrown, memory that it does not have at once, the rest where results are read. By itself
 * tfjs would go on with zeros.
 */
export function createBackend(opened: Opened): tf.KernelBackend {
  // Loaded where it sees no `navigator.gpu`, the package registers no backend of its own under this name.
  const module = requireThere('@tensorflow/tfjs-backend-webgpu') as { WebGPUBackend: WebGPUBackendClass };
  const NodeBackend = nodeBackend(module.WebGPUBackend);
  return withNavigator(opened.gpu, () => new NodeBackend(opened));
}

function nodeBackend(Base: WebGPUBackendClass): new (opened: Opened) => tf.KernelBackend {
  return class extends Base {
    /** Dawn ends when nobody holds this any more. */
    readonly gpu: GPU;
    readonly pump: EventPump;
    refusal: string | undefined;

    constructor({ gpu, device, info, pump }: Opened) {
      super(device, info);
      this.gpu = gpu;
      this.pump = pump;
      device.addEventListener('uncapturederror', (event) => {
        event.preventDefault();
        this.refusal ??= (event as GPUUncapturedErrorEvent).error.message;
      });
      // Dawn tells at once of memory that it does not have. A buffer without memory must not be used, nor used
      // again after its tensor is gone.
      const createBuffer = device.createBuffer.bind(device);
      device.createBuffer = (descriptor) => {
        const buffer = createBuffer(descriptor);
        this.throwRefusal();
        return buffer;
      };
    }

    override readSync(dataId: tf.DataId): tf.backend_util.BackendValues {
      const { values, dtype, resource } = this.tensorMap.get(dataId);
      // Complex values are put together from two real tensors, each of which comes through here by itself.
      if (values || dtype === 'string' || dtype === 'complex64') return super.readSync(dataId);
      const staging = this.stage(resource);
      this.pump.watch(() => staging.mapAsync(GPUMapMode.READ)).catch(() => undefined);
      this.waitFor(staging);
      const bytes = this.take(staging);
      return this.convertAndCacheOnCPU(dataId, tf.util.convertBackendValuesAndArrayBuffer(bytes, dtype));
    }

    override async getBufferData(buffer: GPUBuffer): Promise<ArrayBuffer> {
      const staging = this.stage(buffer);
      await this.pump.watch(() => staging.mapAsync(GPUMapMode.READ)).catch(() => undefined);
      return this.take(staging);
    }

    /** Sends what is still to be computed, and after it the order to copy the buffer where it can be read. */
    stage(buffer: GPUBuffer): GPUBuffer {
      const usage = GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ;
      const staging = this.bufferManager.acquireBuffer(buffer.size, usage);
      this.ensureCommandEncoderReady();
      this.endComputePassEncoder();
      this.commandEncoder.copyBufferToBuffer(buffer, 0, staging, 0, buffer.size);
      this.submitQueue();
      return staging;
    }

    waitFor(staging: GPUBuffer): void {
      while (staging.mapState === 'pending' && this.pump.turn()) {
        if (staging.mapState === 'pending') pause();
      }
    }

    /** The bytes that have come, or the reason why they have not. */
    take(staging: GPUBuffer): ArrayBuffer {
      if (staging.mapState !== 'mapped') {
        this.bufferManager.releaseBuffer(staging, false);
        this.refusal ??= 'the device is lost';
        this.throwRefusal();
      }
      const bytes = staging.getMappedRange().slice(0);
      staging.unmap();
      this.bufferManager.releaseBuffer(staging);
      this.throwRefusal();
      return bytes;
    }

    /** Told once: what is computed from then on may be right again. */
    throwRefusal(): void {
      if (this.refusal === undefined) return;
      const [reason] = this.refusal.split('\n');
      this.refusal = undefined;
      throw new Error(`The GPU could not compute this: ${reason}`);
    }
  };
}

const idle = new Int32Array(new SharedArrayBuffer(4));

/** Leaves the processor to others, to a GPU played by it for one, for a tenth of a millisecond. */
function pause(): void {
  Atomics.wait(idle, 0, 0, 0.1);
}

/**
 * Runs `work` where `navigator.gpu` is what a browser has there: tfjs's backend wants to see it once. It does not
 * stay, since Node 20 has no `navigator`, and other packages take one for a sign of a browser.
 */
function withNavigator<T>(gpu: GPU, work: () => T): T {
  const before = Object.getOwnPropertyDescriptor(globalThis, 'navigator');
  Object.defineProperty(globalThis, 'navigator', { value: { gpu }, configurable: true });
  try {
    return work();
  } finally {
    if (before) Object.defineProperty(globalThis, 'navigator', before);
    else delete (globalThis as { navigator?: unknown }).navigator;
  }
}
