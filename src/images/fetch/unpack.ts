import { open } from 'node:fs/promises';
import { InputError } from '@ddr-lab/base/errors';
import type { OnProgress } from '@ddr-lab/base/progress';
import type { Archive } from './catalogue';
import { createUnpacking } from './entry';

/**
 * Unpacks what `archive` keeps of a zip, tar or tar.gz file below `folder` (which must be new, so that a failure
 * can be thrown away whole).
 *
 * @throws InputError naming the file when it is no archive, damaged, lacks files, unpacks to more than its limit,
 * or holds an entry that leads out of the folder, a link or a device.
 */
export async function unpack(
  file: string,
  archive: Archive,
  folder: string,
  onProgress?: OnProgress,
): Promise<number> {
  const unpacking = createUnpacking(file, archive, folder);
  const format = await formatOf(file);
  try {
    if (format === 'zip') await (await import('./unpack-zip')).unpackZip(file, unpacking, onProgress);
    else await (await import('./unpack-tar')).unpackTar(file, unpacking, onProgress);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError(
      `${file}: cannot be unpacked (${(error as Error).message}). Nothing of it was kept.`,
    );
  }
  const { written } = unpacking;
  if (written === 0 || (archive.files !== undefined && written !== archive.files)) {
    const wanted = archive.files === undefined ? 'at least one' : String(archive.files);
    throw new InputError(`${file}: holds ${written} of the files wanted, expected ${wanted}.`);
  }
  return written;
}

async function formatOf(file: string): Promise<'zip' | 'tar'> {
  const handle = await open(file);
  const head = Buffer.alloc(263);
  try {
    await handle.read(head, 0, head.length, 0);
  } finally {
    await handle.close();
  }
  if (head.subarray(0, 2).toString('latin1') === 'PK') return 'zip';
  if (head[0] === 0x1f && head[1] === 0x8b) return 'tar';
  if (head.subarray(257, 262).toString('latin1') === 'ustar') return 'tar';
  throw new InputError(`${file}: is neither zip nor tar. Did the server send an error page?`);
}
