import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { Parser, type ReadEntry } from 'tar';
import type { OnProgress } from '@ddr-lab/base/progress';
import type { EntryKind, Unpacking } from './unpack';

/** Unpacks a tar file, compressed by gzip or not. */
export async function unpackTar(file: string, unpacking: Unpacking, onProgress?: OnProgress): Promise<void> {
  const { size } = await stat(file);
  const writes: Promise<void>[] = [];
  const contents: PassThrough[] = [];
  const input = createReadStream(file);
  await new Promise<void>((resolve, reject) => {
    const fail = (error: unknown): void => {
      input.destroy();
      // An entry that was cut off never ends by itself.
      for (const content of contents) content.destroy();
      reject(error);
    };
    const parser = new Parser({
      strict: true,
      // The limit is in bytes, counted as they come out.
      maxDecompressionRatio: Infinity,
      onReadEntry: (entry: ReadEntry) => {
        try {
          checkSize(entry);
          const target = unpacking.admit(entry.path, kindInTar(entry));
          if (target === undefined) {
            // Left out, but still unpacked on the way: it counts.
            entry.on('data', (chunk) => {
              try {
                unpacking.count(chunk.length);
              } catch (error) {
                fail(error);
              }
            });
            return;
          }
          const content = new PassThrough();
          contents.push(content);
          entry.pipe(content);
          const write = unpacking.write(target, content);
          write.catch(fail);
          writes.push(write);
        } catch (error) {
          entry.resume();
          fail(error);
        }
      },
    });
    parser.on('error', fail);
    parser.on('end', resolve);
    input.on('error', fail);
    input.on('data', (chunk) => {
      onProgress?.({ done: input.bytesRead, total: size, note: 'unpacking' });
      if (!parser.write(chunk as Buffer)) input.pause();
    });
    parser.on('drain', () => input.resume());
    input.on('end', () => parser.end());
  }).finally(() => Promise.allSettled(writes));
  await Promise.all(writes);
}

/** A size below 0 or none, which the parser takes for 0: what follows would be read as something that it is not. */
function checkSize({ path, header }: ReadEntry): void {
  if (header.size === undefined) {
    throw new Error(`its entry ${JSON.stringify(path)} has no size, or one below 0`);
  }
}

function kindInTar(entry: ReadEntry): EntryKind {
  if (entry.type === 'Directory' || entry.type === 'GNUDumpDir') return 'folder';
  return entry.type === 'File' || entry.type === 'OldFile' || entry.type === 'ContiguousFile'
    ? 'file'
    : 'other';
}
