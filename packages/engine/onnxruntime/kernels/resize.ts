import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import { roomFor } from '../simd/images';
import { loops, type ResizingLoop } from '../simd/loops';
import { areFloats, floatsOf, kernel, type Kernel, taken, tensorOf, typedValues, values } from '../tensors';

interface Attributes {
  readonly alignCorners: boolean;
  readonly halfPixelCenters: boolean;
}

/** N x H x W x C to another height and width. */
export const resizing: readonly Kernel[] = [
  kernel<'images', Attributes & { size: [number, number] }>(
    'ResizeBilinear',
    ({ inputs: { images }, backend, attrs }) => {
      const [batch, , , channels] = images.shape;
      const shape = [batch, ...attrs.size, channels];
      return resize(backend, images, images.shape, shape, attrs, loops.resizeBilinear, shape);
    },
  ),
  // The cpu backend's gradient takes no notice of halfPixelCenters, and exchanges height and width.
  kernel<'images' | 'dy', Attributes>('ResizeBilinearGrad', ({ inputs: { images, dy }, backend, attrs }) =>
    resize(backend, dy, images.shape, dy.shape, attrs, loops.resizeBilinearGradient, images.shape),
  ),
  kernel<'images', Attributes & { size: [number, number] }>(
    'ResizeNearestNeighbor',
    ({ inputs: { images }, backend, attrs }) => {
      const array = typedValues(backend, images);
      const [batch, height, width, channels] = images.shape;
      if (!(array instanceof Float32Array)) return undefined;
      const rows = nearest(height, attrs.size[0], attrs);
      const columns = nearest(width, attrs.size[1], attrs);
      const result = taken(
        taken(array, [batch, height, width * channels], 1, rows),
        [batch * rows.length, width, channels],
        1,
        columns,
      );
      return tensorOf(backend, [batch, ...attrs.size, channels], result);
    },
  ),
];

/** How far apart the old pixels are that the new ones next to one another come from. */
function spacing(from: number, to: number, alignCorners: boolean): number {
  return alignCorners && to > 1 ? (from - 1) / (to - 1) : from / to;
}

/** Which old row (or column) each new one is. */
function nearest(from: number, to: number, { alignCorners, halfPixelCenters }: Attributes): number[] {
  const ratio = spacing(from, to, alignCorners);
  return Array.from({ length: to }, (_, i) => {
    const place = halfPixelCenters ? ratio * (i + 0.5) : ratio * i;
    return Math.max(0, Math.min(from - 1, alignCorners ? Math.round(place) : Math.floor(place)));
  });
}

/** Writes for each new row (or column) where the two old ones beside it start, and how far it is from the first. */
function writeTable(
  doubles: Float64Array,
  address: number,
  from: number,
  to: number,
  bytes: number,
  { alignCorners, halfPixelCenters }: Attributes,
): void {
  const starts = new Uint32Array(doubles.buffer, address, 4 * to);
  const ratio = spacing(from, to, alignCorners);
  for (let i = 0; i < to; i++) {
    const place = halfPixelCenters ? ratio * (i + 0.5) - 0.5 : ratio * i;
    const first = Math.max(0, Math.floor(place));
    starts[4 * i] = first * bytes;
    starts[4 * i + 1] = Math.min(from - 1, Math.ceil(place)) * bytes;
    doubles[address / 8 + 2 * i + 1] = place - first;
  }
}

/** Runs a loop over each image; `small` and `large` are the shapes before and after resizing. */
function resize(
  backend: MathBackendCPU,
  input: TensorInfo,
  small: readonly number[],
  large: readonly number[],
  attrs: Attributes,
  loop: ResizingLoop,
  shape: readonly number[],
): TensorInfo | undefined {
  if (!areFloats(backend, input)) return undefined;
  const [batch, height, width, channels] = small;
  const [, rows, columns] = large;
  const array = values(backend, input);
  const out = floatsOf(shape);
  if (out.length > 0 && array.length > 0) {
    const [read, written] = [array.length, out.length].map((size) => size / batch);
    const room = roomFor(4 * read, 4 * written, 16 * rows, 16 * columns);
    if (!room) return undefined;
    const { floats, doubles, addresses } = room;
    const [from, to, rowTable, columnTable] = addresses;
    writeTable(doubles, rowTable, height, rows, 4 * width * channels, attrs);
    writeTable(doubles, columnTable, width, columns, 4 * channels, attrs);
    for (let image = 0; image < batch; image++) {
      floats.set(array.subarray(image * read, (image + 1) * read), from / 4);
      floats.fill(0, to / 4, to / 4 + written);
      loop(from, to, channels, rows, columns, rowTable, columnTable);
      out.set(floats.subarray(to / 4, to / 4 + written), image * written);
    }
  }
  return tensorOf(backend, shape, out);
}
