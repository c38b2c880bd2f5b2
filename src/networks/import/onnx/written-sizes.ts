import type { Size } from '../find-size';
import { integerConstants } from './free-size';
import type { CheckedModel } from './read-onnx';

/** So many are tried. */
const most = 12;

/**
 * Sizes of images that a network may have been written out for, the likeliest first, by the shapes to which it brings its
 * tensors: rows and columns as they are, in windows of attention, or as one row of all pixels.
 */
export function writtenSizes(model: CheckedModel): Size[] {
  const constants = integerConstants(model);
  const counts = new Map<string, number>();
  const note = (height: number, width: number): void => {
    if (![height, width].every((side) => Number.isInteger(side) && side >= 16 && side <= 1024)) return;
    if (height > 4 * width || width > 4 * height) return;
    const key = `${height} ${width}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  for (const { opType, input } of model.graph.node) {
    const shape = opType === 'Reshape' ? constants.get(input[1]) : undefined;
    if (!shape) continue;
    const [, a, b, c, d, e] = shape;
    if (shape.length === 3) note(Math.sqrt(a), Math.sqrt(a));
    if (shape.length === 4) [[a, b] as const, [b, c] as const].forEach((pair) => note(...pair));
    // Into windows, H/n x n x W/n x n, and out of them, H/n x W/n x n x n; channels last and first.
    if (shape.length === 6) {
      [[a * b, c * d] as const, [a * c, b * d] as const].forEach((pair) => note(...pair));
      [[b * c, d * e] as const, [b * d, c * e] as const].forEach((pair) => note(...pair));
    }
  }
  const ordered = [...counts].sort(([, one], [, other]) => other - one).slice(0, most);
  return ordered.map(([key]) => {
    const [height, width] = key.split(' ').map(Number);
    return { height, width };
  });
}
