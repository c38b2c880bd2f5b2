import { createReadStream } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';

/**
 * Lets yauzl read a file within its bounds alone. With its own reader a damaged 64-bit offset reaches `fs.read`, whose
 * exception nobody can catch there.
 */
export class BoundedReader extends RandomAccessReader {
  constructor(
    private readonly file: string,
    private readonly handle: FileHandle,
    private readonly size: number,
  ) {
    super();
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    if (!this.holds(position, position + length)) {
      setImmediate(callback, this.outside());
      return;
    }
    this.handle
      .read(buffer, offset, length, position)
      .then(({ bytesRead }) => callback(bytesRead === length ? null : this.outside()), callback);
  }

  override _readStreamForRange(start: number, end: number): Readable {
    if (this.holds(start, end)) return createReadStream(this.file, { start, end: end - 1 });
    const nothing = new PassThrough();
    setImmediate(() => nothing.destroy(this.outside()));
    return nothing;
  }

  private holds(start: number, end: number): boolean {
    return start >= 0 && start <= end && end <= this.size;
  }

  private outside(): Error {
    return new Error('a part of it would lie outside the file');
  }
}
