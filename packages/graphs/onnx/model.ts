import { fromHalf, toHalf } from '@ddr-lab/base/arrays/half';
import { numberType } from '@ddr-lab/base/arrays/number-types';
import type { Numbers } from '@ddr-lab/engine/onnxruntime/compiled/compiled-model';
import {
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  plain,
} from '@ddr-lab/engine/onnxruntime/onnx-model';
import type { RuntimeTensor } from '@ddr-lab/engine/onnxruntime/runtime';
import type { ImageInput, Layout } from './inputs';

/** What onnxruntime says where a model does not run, without names of its own sources, in one sentence and no full stop. */
export function problem(message: string): string {
  const text = message.replace(/\s+/g, ' ').trim();
  if (isTooMuch(text)) return 'it asks for more memory than there is';
  const running = /returned while running (\w+) node\. ?Name:'([^']*)'/.exec(text);
  if (running) {
    const [, operation, name] = running;
    const why = plainWords(text.slice(running.index + running[0].length).replace(/^.*?Status Message: /, ''));
    return `its operation ${operation}${name ? ` (${name})` : ''} fails${why && `: ${why}`}`;
  }
  const invalid = /Got invalid dimensions for input: (\S+)/.exec(text);
  if (invalid) {
    const sizes = [...text.matchAll(/index: (\d+) Got: (-?\d+) Expected: (-?\d+)/g)];
    const wants = sizes.map(([, axis, got, wanted]) => `${wanted} (not ${got}) along axis ${axis}`);
    return `its input ${invalid[1]} takes ${wants.join(', ')}`;
  }
  return plainWords(text) || 'onnxruntime does not say why';
}

/** Whether onnxruntime says that a result would be too large. */
export function isTooMuch(message: string): boolean {
  return /bad_alloc|Failed to allocate memory|would require more than|exceeds the supported maximum|[Ii]nteger overflow/.test(
    message,
  );
}

/** Without codes, source files and signatures; what is left may be nothing. */
function plainWords(text: string): string {
  const words = text
    .replace(/\[ONNXRuntimeError\] : \d+ : \w+ : /g, '')
    .replace(/Load model from .*? ?failed: ?/, '')
    .replace(/(Fatal error|Exception during [a-z]+|Type Error): /g, '')
    // `/onnxruntime_src/.../reshape_helper.h:84 onnxruntime::ReshapeHelper::ReshapeHelper(...) condition was false. `
    .replace(/(\S*\/)?\w+\.(cc|h|hpp|cpp|cuh?):\d+ (.*?\)( const)?( \[with .*?\])? |\w+ )?/g, '')
    .replace(/^.* was false\. /, '');
  // Where something of the kind is left, it says nothing to anybody.
  const clean = words.split(/(?<=\.) /).filter((sentence) => !/::|\/onnxruntime|\.(cc|h):/.test(sentence));
  return clean
    .join(' ')
    .replace(/[.\s]+$/, '')
    .slice(0, 300);
}

/** An operation with one result and no settings. */
export function operation(opType: string, input: string[], output: string, name?: string): OnnxNode {
  return { opType, input, output: [output], attribute: [], ...(name && { name }) };
}

/** `axis: 0`, onnx.proto's attribute of type 2, a whole number. */
export function axisAttribute(): OnnxNode['attribute'][number] {
  return { name: 'axis', type: 2, i: 0 };
}

/** A list of whole numbers. */
export function constant(name: string, values: readonly number[]): OnnxNode {
  const data = BigInt64Array.from(values, BigInt);
  const t: OnnxTensor = { dims: [values.length], dataType: 7, rawData: new Uint8Array(data.buffer) };
  // onnx.proto's attribute of type 4 is a tensor.
  return { ...operation('Constant', [], name), attribute: [{ name: 'value', type: 4, t }] };
}

/** The sizes of a tensor along some axes, as a list. */
export function sizesOf(tensor: string, axes: readonly number[], result: string): OnnxNode[] {
  return [
    operation('Shape', [tensor], `${result}.shape`),
    constant(`${result}.axes`, axes),
    operation('Gather', [`${result}.shape`, `${result}.axes`], result),
  ];
}

/** Every graph of a model, those inside nodes and functions, too, each as its nodes and tensors. */
function* graphsOf(model: OnnxModel): Generator<Pick<OnnxGraph, 'node' | 'initializer'>> {
  const waiting: Pick<OnnxGraph, 'node' | 'initializer'>[] = [
    ...(model.graph ? [model.graph] : []),
    ...(model.functions ?? []).map(({ node }) => ({ node, initializer: [] })),
  ];
  for (let graph = waiting.pop(); graph; graph = waiting.pop()) {
    yield graph;
    for (const { attribute } of graph.node) {
      for (const { g, graphs = [] } of attribute) waiting.push(...(g ? [g] : []), ...graphs);
    }
  }
}

/** Every node of a model, wherever it is. */
export function* nodesOf(model: OnnxModel): Generator<OnnxNode> {
  for (const { node } of graphsOf(model)) yield* node;
}

/** Every tensor that a model holds. */
export function* tensorsOf(model: OnnxModel): Generator<OnnxTensor> {
  for (const { node, initializer } of graphsOf(model)) {
    yield* initializer;
    for (const { attribute } of node) {
      for (const { t, tensors = [] } of attribute) yield* t ? [t, ...tensors] : tensors;
    }
  }
}

/** Bytes of one of a tensor's numbers; undefined for types that weights do not have. */
export function elementSize({ dataType = 0 }: OnnxTensor): number | undefined {
  return numberType(String(dataType), 'onnx')?.size;
}

/** How many numbers a tensor has by its shape. */
export function countOf({ dims, name }: OnnxTensor, refuse: (why: string) => never): number {
  const shape = dims.map(plain);
  const count = shape.reduce((product, size) => product * size, 1);
  if (shape.some((size) => size < 0) || !Number.isSafeInteger(count)) {
    return refuse(`tensor ${name ?? ''} claims to be ${shape.join(' x ')}`);
  }
  return count;
}

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
