/** Instructions in a pickle: more take minutes and gigabytes, whatever they do. A large optimiser has 100,000. */
const MOST_STEPS = 10_000_000;

/** Lists, dicts, sets, tuples and objects, of which one byte can make one. */
const MOST_CONTAINERS = 1_000_000;

/** Keeps what a pickle costs within what its bytes can honestly ask for. */
export class Limits {
  private steps = 0;
  private containers = 0;
  private copied = 0;

  /**
   * @param bytes the pickle's length.
   * @param refuse throws the error that names the file.
   */
  constructor(
    private readonly bytes: number,
    private readonly refuse: (why: string) => never,
  ) {}

  step(): void {
    if (++this.steps > MOST_STEPS) this.refuse(`it has more than ${MOST_STEPS} instructions`);
  }

  container(): void {
    if (++this.containers > MOST_CONTAINERS)
      this.refuse(`it has more than ${MOST_CONTAINERS} lists and dicts`);
  }

  /** Items that are copied from one object to another: each of them took a byte, and is copied once. */
  copy(items: number): void {
    this.copied += items;
    if (this.copied > this.bytes) {
      this.refuse('it copies one list over and over, which weights do not and what fills the memory does');
    }
  }
}

/** A tuple; lists are arrays, dicts are Maps, sets are Sets, byte strings Uint8Arrays, whole numbers numbers or bigints. */
export class Tuple {
  constructor(readonly items: readonly unknown[]) {}
}

/** The name of something in Python, `torch._utils._rebuild_tensor_v2` say: a name and nothing more. */
export class Global {
  constructor(
    readonly module: string,
    readonly name: string,
  ) {}

  get path(): string {
    return `${this.module}.${this.name}`;
  }
}

/**
 * An object of a class that is not known here, or what a function that is not known would give: neither is made. What
 * the pickle says of it is kept as it stands, since a dict of weights may lie in it.
 */
export class Opaque {
  /** What it was told of its insides: attributes, or whatever its class makes of it. */
  state: unknown;
  /** What was put into it as into a dict. */
  readonly entries = new Lazy(() => new Map<unknown, unknown>());
  /** What was put into it as into a list or set. */
  readonly items = new Lazy((): unknown[] => []);

  /**
   * @param what its class or function: `argparse.Namespace`; or why it cannot be read.
   * @param args what that was called with.
   */
  constructor(
    readonly what: string,
    readonly args: readonly unknown[] = [],
  ) {}
}

/** Something that takes memory only when it is needed. */
class Lazy<T> {
  made?: T;
  constructor(private readonly make: () => T) {}
  get value(): T {
    return (this.made ??= this.make());
  }
}

/** A short word for a value of a pickle, whatever it is and however deep it goes. */
export function wordFor(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'string')
    return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}...` : value);
  if (typeof value !== 'object') return String(value as number | bigint | boolean);
  if (value instanceof Global) return value.path.slice(0, 80);
  if (value instanceof Opaque) return value.what.slice(0, 80);
  if (value instanceof Map) return 'a dict';
  if (value instanceof Uint8Array) return 'bytes';
  return value instanceof Tuple ? 'a tuple' : Array.isArray(value) ? 'a list' : 'an object';
}

/** No text is longer; NumPy's arrays in old protocols are texts. */
const LONGEST_TEXT = 2 ** 28;

/** Reads a pickle's bytes in order; every read is checked against the end before memory is taken. */
export class Cursor {
  private readonly view: DataView;

  /**
   * @param refuse throws the error that names the file.
   * @param ended throws where the bytes end too early.
   */
  constructor(
    private readonly bytes: Uint8Array,
    private readonly refuse: (why: string) => never,
    public at = 0,
    private readonly ended: () => never = () => refuse('it ends too early'),
  ) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** Moves on by `length` bytes and gives where they begin. */
  private skip(length: number): number {
    const start = this.at;
    if (!(length >= 0 && length <= this.bytes.length - start)) this.ended();
    this.at = start + length;
    return start;
  }

  byte = (): number => this.bytes[this.skip(1)];
  uint16 = (): number => this.view.getUint16(this.skip(2), true);
  int32 = (): number => this.view.getInt32(this.skip(4), true);
  uint32 = (): number => this.view.getUint32(this.skip(4), true);
  double = (): number => this.view.getFloat64(this.skip(8), false);

  /** A length of 8 bytes. */
  uint64 = (): number => Number(this.view.getBigUint64(this.skip(8), true));

  /** A view of the next `length` bytes. */
  take = (length: number): Uint8Array => this.bytes.subarray(this.skip(length), this.at);

  text = (length: number, encoding: 'utf8' | 'latin1' = 'utf8'): string => {
    const start = this.skip(length);
    if (length > LONGEST_TEXT) this.refuse(`it holds a text of ${length} bytes`);
    return Buffer.from(this.bytes.buffer, this.bytes.byteOffset + start, length).toString(encoding);
  };

  /** Up to the next line feed, without it. */
  line = (): string => {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) this.ended();
    const text = this.text(end - this.at, 'latin1');
    this.skip(1);
    return text;
  };

  /** A whole number of `length` bytes, two's complement, little-endian. */
  long = (length: number): number | bigint => {
    // Python's own writes longer ones; no checkpoint has a use for them.
    if (length > 64) this.refuse(`it holds a whole number of ${length} bytes`);
    const start = this.skip(length);
    let value = 0n;
    for (let i = length - 1; i >= 0; i--) value = (value << 8n) | BigInt(this.bytes[start + i]);
    value = BigInt.asIntN(8 * length, value);
    return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  };
}
