import { zipSync } from 'fflate';

/** A value as a pickle has it: numbers, texts, lists, dicts (Maps), and what is made by the functions here. */
export type Py = null | boolean | number | string | readonly Py[] | ReadonlyMap<string, Py> | Raw | PyTensor;

/** Instructions of a pickle as they stand. */
export class Raw {
  constructor(readonly code: string) {}
}

/** A tensor to be written; `kind` is its storage's class. */
export class PyTensor {
  constructor(
    readonly shape: readonly number[],
    readonly bytes: Uint8Array,
    readonly kind = 'FloatStorage',
    readonly size = 4,
  ) {}
}

export const float32 = (shape: readonly number[], values: ArrayLike<number>): PyTensor =>
  new PyTensor(shape, new Uint8Array(Float32Array.from(values).buffer));

export const dict = (entries: Readonly<Record<string, Py>>): ReadonlyMap<string, Py> =>
  new Map(Object.entries(entries));

const int = (value: number): string =>
  `J${String.fromCharCode(value & 255, (value >> 8) & 255, (value >> 16) & 255, (value >>> 24) & 255)}`;
const text = (value: string): string => {
  const bytes = Buffer.from(value);
  return `X${int(bytes.length).slice(1)}${bytes.toString('latin1')}`;
};
const global = (path: string): string => {
  const dot = path.lastIndexOf('.');
  return `c${path.slice(0, dot)}\n${path.slice(dot + 1)}\n`;
};

/** Writes values as pickles, and keeps the storages of the tensors in them. */
export class TorchWriter {
  readonly storages: PyTensor[] = [];

  /** The instructions that make a value. */
  code = (value: Py): string => {
    if (value === null) return 'N';
    if (typeof value === 'boolean') return value ? '\x88' : '\x89';
    if (typeof value === 'number') return int(value);
    if (typeof value === 'string') return text(value);
    if (value instanceof Raw) return value.code;
    if (value instanceof PyTensor) return this.tensor(value);
    if (value instanceof Map) {
      const items = [...(value as ReadonlyMap<string, Py>)].map(([key, one]) => text(key) + this.code(one));
      return `}(${items.join('')}u`;
    }
    return `](${(value as readonly Py[]).map(this.code).join('')}e`;
  };

  tuple = (...items: Py[]): Raw => new Raw(`(${items.map(this.code).join('')}t`);

  /** What calling a function with arguments gives, and then being told its state. */
  call = (path: string, args: readonly Py[], state?: Py): Raw =>
    new Raw(
      `${global(path)}${this.tuple(...args).code}R${state === undefined ? '' : `${this.code(state)}b`}`,
    );

  /** An object of a class, with its attributes. */
  object = (path: string, state: Py = dict({})): Raw => new Raw(`${global(path)})\x81${this.code(state)}b`);

  /** A name alone. */
  name = (path: string): Raw => new Raw(global(path));

  /** A storage, as `torch.save` refers to it. */
  storage(tensor: PyTensor): Raw {
    const known = this.storages.indexOf(tensor);
    const key = known < 0 ? this.storages.push(tensor) - 1 : known;
    const count = tensor.bytes.length / tensor.size;
    const module = tensor.kind === 'UntypedStorage' ? 'torch.storage.' : 'torch.';
    return new Raw(
      `${this.tuple('storage', this.name(module + tensor.kind), String(key), 'cpu', count).code}Q`,
    );
  }

  /** The arguments of `_rebuild_tensor_v2`. */
  view(tensor: PyTensor, shape = tensor.shape, offset = 0): Py[] {
    const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
    const hooks = this.call('collections.OrderedDict', []);
    return [this.storage(tensor), offset, this.tuple(...shape), this.tuple(...strides), false, hooks];
  }

  private tensor(tensor: PyTensor): string {
    return this.call('torch._utils._rebuild_tensor_v2', this.view(tensor)).code;
  }
}

type Make = Py | ((writer: TorchWriter) => Py);

/** A file as `torch.save` writes it. */
export function torchZip(make: Make, more: Record<string, Uint8Array> = {}): Uint8Array {
  const writer = new TorchWriter();
  const pickle = `\x80\x02${writer.code(typeof make === 'function' ? make(writer) : make)}.`;
  const data = writer.storages.map(({ bytes }, key): [string, Uint8Array] => [`archive/data/${key}`, bytes]);
  const entries = {
    'archive/data.pkl': Buffer.from(pickle, 'latin1'),
    ...Object.fromEntries(data),
    ...more,
  };
  return zipSync(entries, { level: 0 });
}

/** The same in the format before PyTorch 1.6. */
export function torchLegacy(make: Make): Uint8Array {
  const writer = new TorchWriter();
  const value = writer.code(typeof make === 'function' ? make(writer) : make);
  const keys = writer.code(writer.storages.map((_, key) => String(key)));
  const pickles = [
    '\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19',
    'M\xe9\x03',
    writer.code(dict({ protocol_version: 1001, little_endian: true })),
    value,
    keys,
  ];
  const parts = pickles.map((one) => Buffer.from(`\x80\x02${one}.`, 'latin1'));
  for (const { bytes, size } of writer.storages) {
    const count = Buffer.alloc(8);
    count.writeBigInt64LE(BigInt(bytes.length / size));
    parts.push(count, Buffer.from(bytes));
  }
  return Buffer.concat(parts);
}
