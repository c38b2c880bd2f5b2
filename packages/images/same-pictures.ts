import { createHash } from 'node:crypto';
import type { Image } from './image';

/**
 * Images that are the same, sample by sample, as one before them: a sentence each.
 *
 * @param nameOf what image `i` is called.
 */
export function samePictures(images: readonly Image[], nameOf: (i: number) => string): string[] {
  const seen = new Map<string, number>();
  return images.flatMap(({ height, width, data }, i) => {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    const key = `${height} x ${width} ${createHash('sha256').update(bytes).digest('hex')}`;
    const before = seen.get(key);
    if (before === undefined) seen.set(key, i);
    return before === undefined
      ? []
      : [`${nameOf(i)} shows the same picture as ${nameOf(before)}: both are counted.`];
  });
}
