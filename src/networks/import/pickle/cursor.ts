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
