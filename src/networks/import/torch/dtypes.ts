import { fromBfloat16, fromHalf } from '../../../arrays/half';

/** A number's type in PyTorch: bytes a number, and how `count` of them become float32. */
export interface Dtype {
  readonly name: string;
  readonly size: number;
  readonly read: (view: DataView, at: number) => number;
}

const type = (name: string, size: number, read: Dtype['read']): Dtype => ({ name, size, read });

/** By the names of PyTorch's storage classes. */
export const dtypes: Readonly<Record<string, Dtype>> = {
  FloatStorage: type('float32', 4, (view, at) => view.getFloat32(at, true)),
  DoubleStorage: type('float64', 8, (view, at) => view.getFloat64(at, true)),
  HalfStorage: type('float16', 2, (view, at) => fromHalf(view.getUint16(at, true))),
  BFloat16Storage: type('bfloat16', 2, (view, at) => fromBfloat16(view.getUint16(at, true))),
  LongStorage: type('int64', 8, (view, at) => Number(view.getBigInt64(at, true))),
  IntStorage: type('int32', 4, (view, at) => view.getInt32(at, true)),
  ShortStorage: type('int16', 2, (view, at) => view.getInt16(at, true)),
  CharStorage: type('int8', 1, (view, at) => view.getInt8(at)),
  ByteStorage: type('uint8', 1, (view, at) => view.getUint8(at)),
  BoolStorage: type('bool', 1, (view, at) => (view.getUint8(at) ? 1 : 0)),
};
