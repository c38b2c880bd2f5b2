import { closeSync, createReadStream, fstatSync, openSync, readSync, statSync } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { PassThrough, type Readable } from 'node:stream';
import { RandomAccessReader } from 'yauzl';
import { InputError } from '../errors';

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

/** Bytes that are read when they are asked for: a file, a part of one, or memory. */
export interface ByteSource {
  readonly size: number;
  /** A copy or view of `length` bytes from `position` on. @throws InputError where they are not all there. */
  read(position: number, length: number): Uint8Array;
}

/** Node reads no more at once. */
const atOnce = 2 ** 30;

/**
 * Opens a file of any size for reads at any place, hands it to `use`, and closes it.
 *
 * @throws InputError naming the file when it is missing, no file, or cannot be read. What `use` throws passes through.
 */
export async function withFileBytes<T>(file: string, use: (bytes: ByteSource) => T | Promise<T>): Promise<T> {
  const fd = opened(file);
  try {
    return await use(bytesOfFile(fd, fstatSync(fd).size, file));
  } finally {
    closeSync(fd);
  }
}

function opened(file: string): number {
  try {
    // A pipe would wait for its other end.
    if (!statSync(file).isFile()) throw new InputError(`${file}: no such file.`);
    return openSync(file, 'r');
  } catch (error) {
    if (error instanceof InputError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new InputError(
      code === 'ENOENT' ? `${file}: no such file.` : `${file}: cannot be read (${message}).`,
    );
  }
}

/** The bytes of an open file. */
export function bytesOfFile(fd: number, size: number, file: string): ByteSource {
  return {
    size,
    read(position, length) {
      if (!(position >= 0 && length >= 0 && position + length <= size)) {
        throw new InputError(`${file}: a part of it would lie outside the file: it is damaged or cut short.`);
      }
      const bytes = allocated(length, file);
      let filled = 0;
      while (filled < length) {
        const count = Math.min(length - filled, atOnce);
        const done = readOnce(fd, bytes, filled, count, position + filled, file);
        if (done === 0) throw new InputError(`${file}: became shorter while it was read.`);
        filled += done;
      }
      return bytes;
    },
  };
}

function readOnce(
  fd: number,
  into: Uint8Array,
  at: number,
  count: number,
  from: number,
  file: string,
): number {
  try {
    return readSync(fd, into, at, count, from);
  } catch (error) {
    throw new InputError(`${file}: cannot be read (${(error as Error).message}).`);
  }
}

function allocated(length: number, file: string): Uint8Array {
  try {
    return new Uint8Array(length);
  } catch {
    throw new InputError(`${file}: there is no memory for ${length} bytes of it at once.`);
  }
}

/** Bytes that are in memory; `name` is what to call them in errors. */
export function bytesInMemory(bytes: Uint8Array, name: string): ByteSource {
  return {
    size: bytes.length,
    read(position, length) {
      if (!(position >= 0 && length >= 0 && position + length <= bytes.length)) {
        throw new InputError(`${name}: ends too early: it is damaged or cut short.`);
      }
      return bytes.subarray(position, position + length);
    },
  };
}

/** A part of other bytes; `name` is what to call it in errors. */
export function partOf(source: ByteSource, start: number, size: number, name: string): ByteSource {
  return {
    size,
    read(position, length) {
      if (!(position >= 0 && length >= 0 && position + length <= size)) {
        throw new InputError(`${name}: ends too early: it is damaged or cut short.`);
      }
      return source.read(start + position, length);
    },
  };
}
