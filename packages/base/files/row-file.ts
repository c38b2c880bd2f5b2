import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { ownedFolder } from '../../../environment/temporary';
import { createMatrix, type Matrix } from '../arrays/matrix';
import { type RowBlocks, rowsOfBlock } from '../arrays/row-blocks';
import { InputError } from '../errors';

/** Rows of float32 in a temporary file. */
export interface RowFile extends RowBlocks {
  /** How many rows have been written. */
  readonly rows: number;
  blocks(): AsyncIterable<Matrix<Float32Array>>;
  /**
   * Writes rows behind those that are there.
   *
   * @throws InputError for another number of columns, and naming the folder where there is no room.
   */
  append(rows: Matrix<Float32Array>): Promise<void>;
  /** Removes the file. A second call does nothing. */
  close(): Promise<void>;
}

const mark = 'ddr-rows-';

/**
 * A file for rows that would take too much memory: raw float32, in the order of this machine's processor, in a folder of its own
 * within `folder`. It is gone at `close` and, but on Windows, also when the process ends in whatever way, since it loses its name as
 * soon as it is open; on Windows the next call of a process removes what a killed one left.
 *
 * @param columns numbers of a row
 * @param folder made where it is missing. Not one in memory, as `/tmp` is on some systems.
 * @throws InputError naming the folder where no file can be made.
 */
export async function createRowFile(columns: number, folder: string): Promise<RowFile> {
  const { handle, own } = await openFile(folder);
  let rows = 0;
  let closed: Promise<void> | undefined;
  return {
    get rows() {
      return rows;
    },
    columns,
    append: async ({ rows: count, columns: width, data }) => {
      if (width !== columns) {
        throw new InputError(`A file of rows of ${columns} numbers takes no rows of ${width}.`);
      }
      const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
      await writeAll(handle, bytes, 4 * rows * columns).catch((error: Error) => {
        throw new InputError(
          `${folder}: features cannot be kept there (${error.message}). ` +
            `They need ${columns * 4} bytes a patch; make room, or analyse fewer patches.`,
        );
      });
      rows += count;
    },
    blocks: () => read(handle, rows, columns),
    close: () => (closed ??= handle.close().then(() => rm(own, { recursive: true, force: true }))),
  };
}

async function openFile(folder: string): Promise<{ handle: FileHandle; own: string }> {
  try {
    await mkdir(folder, { recursive: true });
    const own = ownedFolder(folder, mark);
    const handle = await open(path.join(own, 'rows'), 'wx+', 0o600);
    if (process.platform !== 'win32') await rm(own, { recursive: true, force: true });
    return { handle, own };
  } catch (error) {
    throw new InputError(
      `${folder}: no temporary file for features can be made (${(error as Error).message}).`,
    );
  }
}

async function writeAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const part = bytes.subarray(done, done + 2 ** 28);
    done += (await handle.write(part, 0, part.length, position + done)).bytesWritten;
  }
}

/** The next block is read while one is worked on: two lie in memory. */
async function* read(
  handle: FileHandle,
  rows: number,
  columns: number,
): AsyncGenerator<Matrix<Float32Array>, void> {
  const most = Math.min(rows, rowsOfBlock(columns));
  const memory = [new Float32Array(most * columns), new Float32Array(most * columns)];
  const fill = async (start: number): Promise<Matrix<Float32Array>> => {
    const count = Math.min(most, rows - start);
    const data = memory[(start / most) % 2].subarray(0, count * columns);
    await readAll(handle, new Uint8Array(data.buffer, data.byteOffset, data.byteLength), 4 * start * columns);
    return createMatrix(count, columns, data);
  };
  let next = rows > 0 ? fill(0) : undefined;
  try {
    for (let start = 0; start < rows; start += most) {
      const block = await next!;
      next = start + most < rows ? fill(start + most) : undefined;
      // Whoever stops in between does not wait for it.
      next?.catch(() => undefined);
      yield block;
    }
  } finally {
    await next?.catch(() => undefined);
  }
}

async function readAll(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) throw new Error('a temporary file of features has lost its end');
    done += bytesRead;
  }
}
