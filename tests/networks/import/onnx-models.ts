import { writeFileSync } from 'node:fs';
import path from 'node:path';
import {
  encodeModel,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
} from '@ddr-lab/engine/onnxruntime/onnx-model';
import { createRandom } from '@ddr-lab/base/random';

type Tensor = OnnxGraph['initializer'][number];
type Value = OnnxGraph['input'][number];

/** One operation. */
export function node(
  opType: string,
  input: string[],
  output: string[],
  more: Partial<OnnxNode> = {},
): OnnxNode {
  return { opType, input, output, attribute: [], ...more };
}

/** A setting of whole numbers. */
export function ints(name: string, ...values: number[]): OnnxNode['attribute'][number] {
  return { name, type: 7, ints: values };
}

/** A setting of one whole number. */
export function int(name: string, value: number): OnnxNode['attribute'][number] {
  return { name, type: 2, i: value };
}

/** Random weights, small. */
export function drawn(name: string, dims: number[], seed: number): Tensor {
  const random = createRandom(seed);
  const count = dims.reduce((a, b) => a * b, 1);
  const data = Float32Array.from({ length: count }, () => 0.3 * (random.uniform() - 0.5));
  return { name, dims, dataType: 1, rawData: new Uint8Array(data.buffer) };
}

/** A list of whole numbers. */
export function list(name: string, values: number[]): Tensor {
  const data = BigInt64Array.from(values, BigInt);
  return { name, dims: [values.length], dataType: 7, rawData: new Uint8Array(data.buffer) };
}

/** A tensor that goes in; sizes are numbers, or names where they are open. */
export function value(name: string, sizes: readonly (number | string)[], elemType = 1): Value {
  const dim = sizes.map((size) => (typeof size === 'number' ? { dimValue: size } : { dimParam: size }));
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

/** Images N x 3 x H x W. */
export const image = value('x', ['n', 3, 'h', 'w']);

/** Writes a model; without `input` and `output` from `x`, images, to `y`. */
export function onnxFile(
  file: string,
  graph: Partial<Omit<OnnxGraph, 'output'>> & { output?: string[] },
  more: Partial<OnnxModel> = {},
): string {
  const { output = ['y'], ...rest } = graph;
  const whole = { node: [], initializer: [], sparseInitializer: [], input: [image], valueInfo: [], ...rest };
  const model = { irVersion: 8, opsetImport: [{ domain: '', version: 13 }], functions: [], ...more };
  const outputs = output.map((name) => ({ name }));
  writeFileSync(file, encodeModel({ ...model, graph: { ...whole, output: outputs } }));
  return path.resolve(file);
}
