import { writeParts } from './write-parts';

/**
 * Writes a file under a temporary name beside it and renames it, so that nobody ever sees half of it.
 * Folders that are missing are made.
 *
 * @throws InputError naming the file when the folder cannot be written or the disk is full.
 */
export async function writeWhole(file: string, bytes: Uint8Array | string): Promise<void> {
  await writeParts(file, [typeof bytes === 'string' ? Buffer.from(bytes) : bytes]);
}
