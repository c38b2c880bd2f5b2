import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import type { ConventionOptions } from './convention';

/** Something that computes a network's layers by name, fed with what the network itself takes. */
export interface GraphRuntime {
  /** What is known of it: `format` (`onnx`, `tfjs-layers-model` ...), `layout` ... */
  readonly metadata: Readonly<Record<string, string>>;
  /** Sample channels of its images: 1 for networks of luma alone. */
  readonly channels: 1 | 3;
  /** What it is fed unless something else is asked for; default RGB in [0, 1]. */
  readonly preferred?: ConventionOptions;
  /** The only size of images that it takes; undefined: any. */
  readonly size?: { readonly height: number; readonly width: number };
  /** Heights and widths that it takes are multiples of this; default 1. */
  readonly multiple?: number;
  /** As of a `GraphNetwork`. */
  readonly layers: readonly string[];
  readonly blocks: readonly string[];
  /** The layer that is the network's output. */
  readonly output: string;
  /** Of what it computes, fed like this. */
  readonly fingerprint: string;
  /**
   * Layers for a batch N x H x W x `channels`, in the network's own range and order: channels last.
   *
   * @param seconds after which a process apart gives up; default: more than any network takes.
   * @throws InputError for a name that it does not have, or a size that it does not take.
   */
  run(layers: readonly string[], images: Numbers, seconds?: number): Promise<readonly Numbers[]>;
  dispose(): void;
}
