import { fromHalf, toHalf } from '@ddr-lab/base/arrays/half';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import type { RuntimeTensor } from '@ddr-lab/engine/onnxruntime/runtime';
import type { ImageInput, Layout } from './image-input';

/** Numbers of the type that a model takes. */
export interface Samples {
  readonly data: ArrayBufferView;
  readonly dims: readonly number[];
}

/** One image 1 x H x W x C as the model's input; as often as it wants images at once. */
export function feedOf(image: Numbers, { type, batch = 1 }: ImageInput, { place }: Layout): Samples {
  const { data, dims } = place === 'first' ? channelsFirst(image) : image;
  const samples = new sampleArrays[type](data.length * batch);
  const converted =
    type === 'float16' ? data.map(toHalf) : type === 'uint8' ? data.map((value) => clampByte(value)) : data;
  for (let n = 0; n < batch; n++) samples.set(converted, n * data.length);
  return { data: samples, dims: [batch, ...dims.slice(1)] };
}

const sampleArrays = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  uint8: Uint8Array,
};

function clampByte(value: number): number {
  return Math.min(255, Math.max(0, Math.round(value)));
}

/** What onnxruntime gives, of any type, as float32. */
export function numbersOf({ type, data, dims }: RuntimeTensor): Numbers {
  if (data instanceof Float32Array) return { data, dims };
  // Nodes that have a Float16Array give that; others the bits.
  const bits = type === 'float16' && data instanceof Uint16Array;
  const values = data as unknown as ArrayLike<number | bigint>;
  return { data: Float32Array.from(values, bits ? (value) => fromHalf(Number(value)) : Number), dims };
}

/** N x C x H x W as N x H x W x C, where the channels come first; all else as it is. */
export function channelsLast({ data, dims }: Numbers, place: Layout['place']): Numbers {
  if (dims.length !== 4 || place === 'last') return { data, dims };
  const [count, channels, height, width] = dims;
  return {
    data: swapped(data, count, channels, height * width),
    dims: [count, height, width, channels],
  };
}

function channelsFirst({ data, dims: [count, height, width, channels] }: Numbers): Numbers {
  return {
    data: swapped(data, count, height * width, channels),
    dims: [count, channels, height, width],
  };
}

/** `count` matrices of rows x columns, each transposed. */
function swapped(data: Float32Array, count: number, rows: number, columns: number): Float32Array {
  const result = new Float32Array(data.length);
  for (let n = 0; n < count; n++) {
    const start = n * rows * columns;
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        result[start + column * rows + row] = data[start + row * columns + column];
  }
  return result;
}
