/** What goes to a process apart and comes back: a head that is written as JSON, and numbers as they are in memory. */
export interface Message {
  readonly head: Readonly<Record<string, unknown>>;
  readonly parts: readonly Uint8Array[];
}

/** A message's bytes, in pieces; serve.js has the other half. */
export function framed({ head, parts }: Message): Uint8Array[] {
  const text = Buffer.from(JSON.stringify({ ...head, lengths: parts.map(({ byteLength }) => byteLength) }));
  const size = Buffer.alloc(4);
  size.writeUInt32LE(text.length);
  return [size, text, ...parts];
}

/** Puts messages together of the pieces that arrive. */
export class FrameReader {
  private wanted = new Uint8Array(4);
  private at = 0;
  private state: 'size' | 'head' | 'parts' = 'size';
  private head: Record<string, unknown> = {};
  private lengths: number[] = [];
  private parts: Uint8Array[] = [];

  /** @param onMessage called with each message that is whole. */
  constructor(private readonly onMessage: (message: Message) => void) {}

  push(bytes: Uint8Array): void {
    let from = 0;
    while (from < bytes.length) {
      const count = Math.min(bytes.length - from, this.wanted.length - this.at);
      this.wanted.set(bytes.subarray(from, from + count), this.at);
      from += count;
      this.at += count;
      while (this.at === this.wanted.length && this.next());
    }
  }

  /** Takes what is whole; false once a message is, and nothing is wanted but the next one's size. */
  private next(): boolean {
    const found = this.wanted;
    if (this.state === 'size') {
      this.want(Buffer.from(found.buffer).readUInt32LE(), 'head');
      return true;
    }
    if (this.state === 'head') {
      const { lengths, ...head } = JSON.parse(Buffer.from(found).toString()) as { lengths: number[] };
      this.head = head;
      this.lengths = lengths;
      this.parts = [];
    } else this.parts.push(found);
    if (this.parts.length < this.lengths.length) {
      this.want(this.lengths[this.parts.length], 'parts');
      return true;
    }
    this.want(4, 'size');
    this.onMessage({ head: this.head, parts: this.parts });
    return false;
  }

  private want(length: number, state: FrameReader['state']): void {
    this.wanted = new Uint8Array(length);
    this.at = 0;
    this.state = state;
  }
}
