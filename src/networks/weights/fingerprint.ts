import { createHash } from 'node:crypto';
import type { WeightTensor } from '@ddr-lab/engine/gradients/weight-tensor';

/** A short fingerprint of weights: equal for equal numbers, however they are stored. */
export function fingerprint(tensors: ReadonlyMap<string, WeightTensor>): string {
  const hash = createHash('sha256');
  for (const [name, { shape, data }] of tensors) {
    hash.update(`${name} ${shape.join('x')}\n`);
    hash.update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  }
  return hash.digest('hex').slice(0, 16);
}
