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
