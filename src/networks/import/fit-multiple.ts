import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import type { Size } from './find-size';

/** The next size whose sides are multiples of a number. */
export function fittingSize({ height, width }: Size, multiple: number): Size {
  const fit = (side: number): number => Math.ceil(side / multiple) * multiple;
  return { height: fit(height), width: fit(width) };
}

/** Images N x H x W x C made larger at the bottom and at the right by their own reflection, which repeats no border. */
export function reflectedTo({ data, dims }: Numbers, { height, width }: Size): Numbers {
  const [count, ownHeight, ownWidth, channels] = dims;
  const result = new Float32Array(count * height * width * channels);
  const columns = Int32Array.from({ length: width }, (_, x) => reflected(x, ownWidth));
  let at = 0;
  for (let n = 0; n < count; n++)
    for (let y = 0; y < height; y++) {
      const row = (n * ownHeight + reflected(y, ownHeight)) * ownWidth;
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++) result[at++] = data[(row + columns[x]) * channels + c];
    }
  return { data: result, dims: [count, height, width, channels] };
}

/** Where position `i` lies in a row of `size` that is followed by its reflection, back and forth. */
function reflected(i: number, size: number): number {
  if (size === 1) return 0;
  const period = 2 * (size - 1);
  const at = i % period;
  return at < size ? at : period - at;
}

/**
 * Features N x h x w x C of enlarged images as those of the images: what lies beyond these is cut off, in proportion. What has no
 * rows and columns is left as it is.
 */
export function cutBack({ data, dims }: Numbers, from: Size, to: Size): Numbers {
  if (dims.length !== 4) return { data, dims };
  const [count, rows, columns, channels] = dims;
  const height = Math.ceil((rows * to.height) / from.height);
  const width = Math.ceil((columns * to.width) / from.width);
  if (height === rows && width === columns) return { data, dims };
  const result = new Float32Array(count * height * width * channels);
  for (let n = 0; n < count; n++)
    for (let y = 0; y < height; y++) {
      const start = (n * rows + y) * columns * channels;
      result.set(data.subarray(start, start + width * channels), (n * height + y) * width * channels);
    }
  return { data: result, dims: [count, height, width, channels] };
}
