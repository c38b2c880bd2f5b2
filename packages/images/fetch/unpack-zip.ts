import { open } from 'node:fs/promises';
import * as yauzl from 'yauzl';
import { BoundedReader } from '@ddr-lab/base/files/byte-source';
import type { OnProgress } from '@ddr-lab/base/progress';
import type { EntryKind, Unpacking } from './unpack';

/** Unpacks a zip file. Sizes that the archive claims are held against what comes out. */
export async function unpackZip(file: string, unpacking: Unpacking, onProgress?: OnProgress): Promise<void> {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const zip = await yauzl.fromRandomAccessReaderPromise(new BoundedReader(file, handle, size), size, {
      lazyEntries: true,
      autoClose: false,
      strictFileNames: true,
    });
    for await (const entry of zip.eachEntry()) {
      onProgress?.({ done: zip.entriesRead, total: zip.entryCount, note: 'unpacking' });
      const target = unpacking.admit(entry.fileName, kindInZip(entry));
      if (target === undefined) continue;
      await unpacking.write(target, await zip.openReadStreamPromise(entry));
    }
  } finally {
    await handle.close();
  }
}

/** Unix modes stand in the upper half of the attributes, where the archive was made on Unix. */
function kindInZip(entry: yauzl.Entry): EntryKind {
  if (entry.fileName.endsWith('/')) return 'folder';
  const type = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (type === 0o040000) return 'folder';
  return type === 0 || type === 0o100000 ? 'file' : 'other';
}
