import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createRandom } from '@ddr-lab/base/random';

/** A weight as it lies in a shard. */
export interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly quantization?: object;
  readonly data: ArrayBufferView;
}

/** Random float32 weights, small. */
export function drawnWeight(name: string, shape: readonly number[], seed: number): Weight {
  const random = createRandom(seed);
  const count = shape.reduce((a, b) => a * b, 1);
  return {
    name,
    shape,
    dtype: 'float32',
    data: Float32Array.from({ length: count }, () => 0.3 * (random.uniform() - 0.5)),
  };
}

/** Whole numbers, for sizes and axes. */
export function wholeWeight(name: string, values: readonly number[], shape = [values.length]): Weight {
  return { name, shape, dtype: 'int32', data: Int32Array.from(values) };
}

const types: Readonly<Record<string, string>> = { float32: 'DT_FLOAT', int32: 'DT_INT32', bool: 'DT_BOOL' };
const shapeOf = (dims: readonly number[]): object => ({ dim: dims.map((size) => ({ size: String(size) })) });

/** A setting of a graph's node: a list of whole numbers, a text, a truth value. */
export function setting(value: readonly number[] | string | boolean): object {
  if (typeof value === 'boolean') return { b: value };
  if (typeof value === 'string') return { s: Buffer.from(value).toString('base64') };
  return { list: { i: value.map(String) } };
}

/** A node of a graph model. */
export function graphNode(name: string, op: string, input: readonly string[], attr: object = {}): object {
  return { name, op, input, attr: { T: { type: 'DT_FLOAT' }, ...attr } };
}

/** A convolution. */
export function graphConv(name: string, from: string, kernel: string, stride = 1): object {
  return graphNode(name, 'Conv2D', [from, kernel], {
    ...{ padding: setting('SAME'), data_format: setting('NHWC') },
    ...{ strides: setting([1, stride, stride, 1]), dilations: setting([1, 1, 1, 1]) },
  });
}

/** An input of a graph model; -1 is any size. */
export function placeholder(name: string, dims: readonly number[]): object {
  return { name, op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape: shapeOf(dims) } } };
}

/** Writes a graph model of these nodes, with a constant node for each weight, and gives its folder. */
export function writeGraphModel(
  place: string,
  nodes: readonly object[],
  weights: readonly Weight[],
  more: object = {},
): string {
  const constants = weights.map(({ name, shape, dtype }) => {
    const type = types[dtype] ?? 'DT_FLOAT';
    const value = { tensor: { dtype: type, tensorShape: shapeOf(shape) } };
    return { name, op: 'Const', attr: { dtype: { type }, value } };
  });
  const modelTopology = { node: [...constants, ...nodes], library: {}, versions: { producer: 440 } };
  return writeModel(place, { format: 'graph-model', modelTopology, ...more }, weights);
}

/** Writes a model with its weights in one shard, and gives its folder. */
export function writeModel(place: string, json: object, weights: readonly Weight[]): string {
  mkdirSync(place, { recursive: true });
  const described = weights.map(({ data, ...rest }) => (void data, rest));
  const bytes = weights.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  writeFileSync(path.join(place, 'all.bin'), Buffer.concat(bytes));
  const weightsManifest = [{ paths: ['all.bin'], weights: described }];
  writeFileSync(path.join(place, 'model.json'), JSON.stringify({ ...json, weightsManifest }));
  return place;
}
