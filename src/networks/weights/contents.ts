import type { StoredTensor } from './stored-tensor';

/** What a file of weights holds, whatever its format: a tree, written as dotted names. */
export interface WeightContents {
  /** `netG.conv_first.weight`: the keys on the way to a tensor, its own name last. */
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  /** What is there beside tensors and was not looked into, by name: what it is. */
  readonly opaque: ReadonlyMap<string, string>;
  /** What the file says of itself. */
  readonly metadata: Readonly<Record<string, string>>;
}
