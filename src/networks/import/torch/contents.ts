import { bytesInMemory, type ByteSource } from '@ddr-lab/base/files/byte-source';
import type { WeightContents } from '../../weights/contents';
import type { Reading } from '../../weights/reading';
import { StoredTensor } from '../../weights/stored-tensor';
import { flatten } from './flatten';
import { NumpyArray } from './numpy';
import type { Storage } from './storages';
import type { TensorView } from './tensor-view';

/** Gives the bytes of a storage; throws where they are missing or of another number. */
export type BytesOf = (storage: Storage, name: string) => ByteSource;

/**
 * The tensors of what a pickle held. A tensor that has several names (tied weights) is read once.
 *
 * @param bytesOf is asked once for each storage.
 */
export function contentsOf(root: unknown, bytesOf: BytesOf, reading: Reading): WeightContents {
  const { tensors: leaves, opaque } = flatten(root, reading.refuse);
  const beside = new Map(opaque);
  const tensors = new Map<string, StoredTensor>();
  const sources = new Map<Storage, ByteSource>();
  const known = new Map<unknown, StoredTensor>();
  const fromView = (view: TensorView, name: string): StoredTensor => {
    const { storage, type, offset, shape, strides } = view;
    const bytes = sources.get(storage) ?? bytesOf(storage, name);
    sources.set(storage, bytes);
    return new StoredTensor(name, shape, { bytes, type, offset, strides }, reading);
  };
  for (const [name, leaf] of leaves) {
    const fault = leaf instanceof NumpyArray ? leaf.fault : undefined;
    if (fault !== undefined) {
      beside.set(name, fault);
      continue;
    }
    const identity = leaf instanceof NumpyArray ? leaf : leaf.identity;
    const tensor =
      known.get(identity) ??
      (leaf instanceof NumpyArray ? fromArray(leaf, name, reading) : fromView(leaf, name));
    known.set(identity, tensor);
    tensors.set(name, tensor);
  }
  if (tensors.size === 0) {
    const [[name, fault]] = beside;
    reading.refuse(`it holds no tensors that can be read: ${name} is ${fault}`);
  }
  return { tensors, opaque: beside, metadata: {} };
}

function fromArray(array: NumpyArray, name: string, reading: Reading): StoredTensor {
  const { shape, strides, type } = array;
  let source: ByteSource | undefined;
  const bytes: ByteSource = {
    size: array.bytes.length,
    read: (position, length) => {
      source ??= bytesInMemory(array.bytes instanceof Uint8Array ? array.bytes : array.bytes.bytes, name);
      return source.read(position, length);
    },
  };
  const { littleEndian } = type!;
  return new StoredTensor(name, shape, { bytes, type: type!.type!, littleEndian, strides }, reading);
}
