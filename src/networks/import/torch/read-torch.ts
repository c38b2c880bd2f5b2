import { open, stat } from 'node:fs/promises';
import { InputError } from '../../../errors';
import type { WeightFile } from '../../weights/safetensors';
import { readLegacyFormat } from './read-legacy-format';
import { readZipFormat } from './read-zip-format';

/** Larger files are refused: Node reads no more at once. */
const largest = 2 ** 31;

/**
 * Reads the state dict of a PyTorch file (`.pth`, `.pt`, `.ckpt`), zip or legacy format, as float32. The pickle in it is read
 * as data: no code runs, and every name in it but the handful that tensors need is refused.
 *
 * Names and shapes are PyTorch's own (kernels out x in x height x width). `metadata.place` says under which key of a
 * checkpoint the tensors were.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function readTorch(file: string): Promise<WeightFile> {
  const refuse = (why: string): never => {
    throw new InputError(`${file}: cannot be read as PyTorch weights: ${why}.`);
  };
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new InputError(`${file}: no such file.`);
  if (found.size > largest) refuse(`it has ${found.size} bytes, over the limit of 2 GiB`);
  const start = await firstBytes(file);
  const isZip = start[0] === 0x50 && start[1] === 0x4b;
  // A pickle of protocol 2 and later, which torch.save writes, begins with this.
  if (!isZip && start[0] !== 0x80) refuse(start.length ? 'it begins like no such file' : 'it is empty');
  const { tensors, place } = await (isZip ? readZipFormat : readLegacyFormat)(file, refuse);
  return { tensors, metadata: place === undefined ? {} : { place } };
}

async function firstBytes(file: string): Promise<Uint8Array> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
