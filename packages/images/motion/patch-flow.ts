import { InputError } from '@ddr-lab/base/errors';
import { createFlow, type Flow } from './flow';

/**
 * A flow that is even in each patch: the mean of its flow there. Patches lie side by side from the upper left; where the last
 * ones reach beyond the flow it is mirrored about its last row and column (without repeating them), as the published code does.
 *
 * Source: Shi et al., "Rethinking Alignment in Video Super-Resolution Transformers" (2022), section 4.
 *
 * @param size side of a patch in pixels.
 * @throws InputError when `size` is not a positive whole number.
 */
export function patchFlow(flow: Flow, size: number): Flow {
  if (!(Number.isInteger(size) && size > 0)) {
    throw new InputError(`The side of a patch is a positive whole number of pixels, not ${size}.`);
  }
  const { height, width, data } = flow;
  const out = createFlow(height, width);
  for (let top = 0; top < height; top += size) {
    for (let left = 0; left < width; left += size) {
      let dx = 0;
      let dy = 0;
      for (let y = top; y < top + size; y++) {
        const row = mirrored(y, height) * width;
        for (let x = left; x < left + size; x++) {
          const i = 2 * (row + mirrored(x, width));
          dx += data[i];
          dy += data[i + 1];
        }
      }
      for (let y = top; y < Math.min(height, top + size); y++) {
        for (let x = left; x < Math.min(width, left + size); x++) {
          out.data[2 * (y * width + x)] = dx / (size * size);
          out.data[2 * (y * width + x) + 1] = dy / (size * size);
        }
      }
    }
  }
  return out;
}

/** 0 1 2 3 | 2 1 0 1 2 ...: positions beyond the last one turn back, as often as needed. */
function mirrored(position: number, length: number): number {
  if (length === 1) return 0;
  const turned = position % (2 * length - 2);
  return turned < length ? turned : 2 * length - 2 - turned;
}
