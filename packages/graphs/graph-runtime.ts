import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import type { SeenOperation } from './receptive-field';

/** Something that computes a network's layers by name, fed with what the network itself takes. */
export interface GraphRuntime {
  /** What is known of it: `format` (`onnx`, `tfjs-layers-model` ...), `layout` ... */
  readonly metadata: Readonly<Record<string, string>>;
  /** Sample channels of its images: 1 for networks of luma alone. */
  readonly channels: 1 | 3;
  /** The range of samples, [0, 255], where their type leaves no other: bytes. */
  readonly preferred?: { readonly range?: 255 };
  /** The only size of images that it takes; undefined: any. */
  readonly size?: { readonly height: number; readonly width: number };
  /** Heights and widths that it takes are multiples of this; default 1. */
  readonly multiple?: number;
  /** The layers worth tapping, in the order that data flows; the last is its output. */
  readonly layers: readonly string[];
  /** Those of `layers` that end a block at the size of the input, from the first to the deepest; none where it is no such network. */
  readonly blocks: readonly string[];
  /** The layer that is the network's output. */
  readonly output: string;
  /** What its operations see of the image, by layers' names, for `receptiveFields`; left out where that is not known. */
  readonly operations?: readonly SeenOperation[];
  /** Of what it computes, fed like this. */
  readonly fingerprint: string;
  /**
   * Layers for a batch N x H x W x `channels`, in the network's own range and order: channels last.
   *
   * @param seconds after which a process apart gives up; default: more than any network takes.
   * @throws InputError for a name that it does not have, or a size that it does not take.
   */
  run(layers: readonly string[], images: Numbers, seconds?: number): Promise<readonly Numbers[]>;
  /** Frees its memory; it cannot be used any more. */
  dispose(): void;
}
