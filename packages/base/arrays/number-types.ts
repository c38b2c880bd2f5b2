import { fromBfloat16, fromHalf } from './half';

/** How numbers of one type are stored: bytes a number, and how one is read. */
export interface NumberType {
  /** As NumPy and PyTorch call it: `float32`. */
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** The number at a place in bytes; those of 64 bits as the nearest double. */
  readonly read: (view: DataView, at: number, littleEndian: boolean) => number;
}

const readers: Readonly<Record<string, readonly [size: number, read: NumberType['read']]>> = {
  float64: [8, (view, at, little) => view.getFloat64(at, little)],
  float32: [4, (view, at, little) => view.getFloat32(at, little)],
  float16: [2, (view, at, little) => fromHalf(view.getUint16(at, little))],
  bfloat16: [2, (view, at, little) => fromBfloat16(view.getUint16(at, little))],
  float8_e4m3fn: [1, (view, at) => fromE4m3(view.getUint8(at))],
  // The upper byte of half precision.
  float8_e5m2: [1, (view, at) => fromHalf(view.getUint8(at) << 8)],
  int64: [8, (view, at, little) => Number(view.getBigInt64(at, little))],
  int32: [4, (view, at, little) => view.getInt32(at, little)],
  int16: [2, (view, at, little) => view.getInt16(at, little)],
  int8: [1, (view, at) => view.getInt8(at)],
  uint64: [8, (view, at, little) => Number(view.getBigUint64(at, little))],
  uint32: [4, (view, at, little) => view.getUint32(at, little)],
  uint16: [2, (view, at, little) => view.getUint16(at, little)],
  uint8: [1, (view, at) => view.getUint8(at)],
  bool: [1, (view, at) => (view.getUint8(at) ? 1 : 0)],
};

const types = new Map(
  Object.entries(readers).map(([name, [size, read]]): [string, NumberType] => [name, { name, size, read }]),
);

/** Names of the types in the formats that have names of their own. */
const names = {
  /** PyTorch's storage classes. */
  torch: {
    DoubleStorage: 'float64',
    FloatStorage: 'float32',
    HalfStorage: 'float16',
    BFloat16Storage: 'bfloat16',
    LongStorage: 'int64',
    IntStorage: 'int32',
    ShortStorage: 'int16',
    CharStorage: 'int8',
    ByteStorage: 'uint8',
    BoolStorage: 'bool',
    // Bytes whose type their tensor says.
    UntypedStorage: 'uint8',
  },
  safetensors: {
    F64: 'float64',
    F32: 'float32',
    F16: 'float16',
    BF16: 'bfloat16',
    F8_E4M3: 'float8_e4m3fn',
    F8_E5M2: 'float8_e5m2',
    I64: 'int64',
    I32: 'int32',
    I16: 'int16',
    I8: 'int8',
    U64: 'uint64',
    U32: 'uint32',
    U16: 'uint16',
    U8: 'uint8',
    BOOL: 'bool',
  },
  /** NumPy's codes without the byte order in front. */
  numpy: {
    f8: 'float64',
    f4: 'float32',
    f2: 'float16',
    i8: 'int64',
    i4: 'int32',
    i2: 'int16',
    i1: 'int8',
    u8: 'uint64',
    u4: 'uint32',
    u2: 'uint16',
    u1: 'uint8',
    b1: 'bool',
  },
  /** onnx.proto's numbers of types; texts, complex numbers and packed half-bytes are not among them. */
  onnx: {
    1: 'float32',
    2: 'uint8',
    3: 'int8',
    4: 'uint16',
    5: 'int16',
    6: 'int32',
    7: 'int64',
    9: 'bool',
    10: 'float16',
    11: 'float64',
    12: 'uint32',
    13: 'uint64',
    16: 'bfloat16',
    17: 'float8_e4m3fn',
    19: 'float8_e5m2',
  },
  /** Of weights in the shards of tfjs models, quantised ones among them. */
  tfjs: {
    float32: 'float32',
    int32: 'int32',
    bool: 'bool',
    uint8: 'uint8',
    uint16: 'uint16',
    float16: 'float16',
  },
} as const satisfies Record<string, Record<string, string>>;

/** Whose names of types are meant; `plain`: the table's own. */
export type TypeNaming = keyof typeof names | 'plain';

/**
 * The type of a name: the one table that every reader of weights and arrays uses. Undefined for what is not read, such
 * as complex and quantised numbers.
 */
export function numberType(name: unknown, naming: TypeNaming): NumberType | undefined {
  if (typeof name !== 'string') return undefined;
  if (naming === 'plain') return types.get(name);
  const known: Readonly<Record<string, string>> = names[naming];
  return Object.hasOwn(known, name) ? types.get(known[name]) : undefined;
}

/** The names that `numberType` knows, for messages. */
export function knownTypes(naming: TypeNaming): readonly string[] {
  return naming === 'plain' ? [...types.keys()] : Object.keys(names[naming]);
}

/** 1 sign, 4 exponent (bias 7), 3 fraction; no infinities (Micikevicius et al. 2022, arXiv 2209.05433). */
function fromE4m3(bits: number): number {
  const sign = bits & 0x80 ? -1 : 1;
  const exponent = (bits >> 3) & 15;
  const fraction = bits & 7;
  if (exponent === 15 && fraction === 7) return NaN;
  if (exponent === 0) return sign * fraction * 2 ** -9;
  return sign * (1 + fraction / 8) * 2 ** (exponent - 7);
}
