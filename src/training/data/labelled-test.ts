import type { LabelledBatch } from './labelled';
import type { LabelledImages } from './labelled-images';

/**
 * All images of a labelled set in their order, as they are, in batches: what accuracy is measured on. The last
 * batch has what is left, which may be less.
 *
 * @param batch images a batch; default 100.
 */
export function* testBatches(set: LabelledImages, batch = 100): Generator<LabelledBatch, void, undefined> {
  const length = set.height * set.width * 3;
  for (let start = 0; start < set.count; start += batch) {
    const end = Math.min(start + batch, set.count);
    const images = Float32Array.from(set.bytes.subarray(start * length, end * length), (byte) => byte / 255);
    yield { images, labels: set.labels.slice(start, end) };
  }
}
