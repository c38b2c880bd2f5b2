import { open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { withinFolder } from '../within-folder';
import { countOf, elementSize, tensorsOf } from './contents';
import type { OnnxModel, OnnxTensor } from '@ddr-lab/engine/onnxruntime/onnx-model';

/** Weights in all may take this much: what a model in one file can hold. */
const largest = 2 ** 31 - 1;

/**
 * Takes weights that lie in files beside the model into the model: `x.onnx.data`, as newer PyTorch writes it. Only
 * files in the model's own folder are read, and only as many bytes as the tensors' shapes ask for.
 *
 * @param refuse throws the error that names the model.
 */
export async function takeInExternalData(
  file: string,
  model: OnnxModel,
  refuse: (why: string) => never,
): Promise<void> {
  const outside = [...tensorsOf(model)].filter(({ dataLocation = 0 }) => dataLocation !== 0);
  if (outside.length === 0) return;
  const folder = await realpath(path.dirname(file));
  const claims = outside.map((tensor) => claimOf(tensor, refuse));
  const total = claims.reduce((sum, { length }) => sum + length, 0);
  if (total > largest) refuse(`its weights beside it would take ${total} bytes, over the limit of 2 GiB`);
  for (const [i, { location, offset, length }] of claims.entries()) {
    const place = await withinFolder(folder, location, refuse);
    const { size } = await stat(place);
    if (offset + length > size) {
      refuse(`${location} beside it has ${size} bytes where ${offset + length} are needed`);
    }
    const bytes = Buffer.alloc(length);
    const handle = await open(place);
    try {
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      if (bytesRead !== length) refuse(`${location} beside it ends too early`);
    } finally {
      await handle.close();
    }
    Object.assign(outside[i], { rawData: bytes, dataLocation: 0, externalData: [] });
  }
}

/** What a tensor says about where its numbers are, checked against its shape. */
function claimOf(
  tensor: OnnxTensor,
  refuse: (why: string) => never,
): { location: string; offset: number; length: number } {
  const entries = new Map((tensor.externalData ?? []).map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  const needed = countOf(tensor, refuse) * (elementSize(tensor) ?? NaN);
  const offset = Number(entries.get('offset') ?? 0);
  const length = Number(entries.get('length') ?? needed);
  if (!(Number.isSafeInteger(offset) && offset >= 0 && length === needed)) {
    refuse(`tensor ${tensor.name} claims ${entries.get('length')} bytes at ${entries.get('offset')}`);
  }
  return { location, offset, length };
}
