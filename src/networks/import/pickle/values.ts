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

/** Something that a checkpoint mentions and weights do not need: a device, a NumPy number. It is not looked into. */
export class Opaque {
  constructor(readonly what: string) {}
}
