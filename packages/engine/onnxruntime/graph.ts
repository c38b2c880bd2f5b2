import {
  encodeModel,
  type OnnxAttribute,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
} from './onnx-model';

/** Element types of tensors here, with ONNX's numbers for them. */
export const elementTypes = { float32: 1, uint8: 2, int32: 6, int64: 7, bool: 9, float64: 11 } as const;
export type ElementType = keyof typeof elementTypes;

/** What an ONNX attribute may hold here: numbers that are whole are written as integers, see `Float`. */
export type Attribute = number | readonly number[] | string | Float;

/** A floating-point attribute; a plain number is an integer one. */
export class Float {
  constructor(readonly value: number | readonly number[]) {}
}

/** Names a value in a graph: an input, a constant, or what a node puts out. */
export type Value = string;

/** Operators outside ONNX's own set that onnxruntime has. */
export type Domain = '' | 'com.microsoft' | 'com.microsoft.nchwc';

/**
 * An ONNX model under construction, in memory. Values are added in the order of computation, as ONNX wants it.
 */
export class Graph {
  private readonly nodes: OnnxNode[] = [];
  private readonly initializer: OnnxTensor[] = [];
  private readonly inputs: OnnxValue[] = [];
  private readonly outputs: OnnxValue[] = [];
  private readonly constants = new Map<string, Value>();
  private count = 0;

  /**
   * @param blocked Channels lie in blocks where that is fastest, as onnxruntime's CPU has it (default). False, for devices that
   *   know no blocks: what would be blocks is N x C x H x W.
   */
  constructor(readonly blocked = true) {}

  /** An input of the given rank; sizes named by a string, or -1, are known only at each run. */
  input(name: string, shape: readonly (number | string)[], type: ElementType = 'float32'): Value {
    this.inputs.push(valueInfo(name, type, shape));
    return name;
  }

  /** Adds one operation and returns its first result. */
  node(
    opType: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute | undefined>> = {},
    domain: Domain = '',
  ): Value {
    return this.append(opType, inputs, attributes, domain, 1)[0];
  }

  /** Adds one operation with several results. */
  multiple(
    opType: string,
    inputs: readonly Value[],
    results: number,
    attributes: Readonly<Record<string, Attribute | undefined>> = {},
  ): Value[] {
    return this.append(opType, inputs, attributes, '', results);
  }

  /** A tensor that is part of the model. */
  constant(data: Float32Array | Float64Array | Int32Array | BigInt64Array, shape: readonly number[]): Value {
    const name = `c${this.count++}`;
    this.initializer.push({
      name,
      dims: [...shape],
      dataType: elementTypes[typeOf(data)],
      rawData: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
    });
    return name;
  }

  /** A list of whole numbers, such as the axes of an operation; equal lists are kept once. */
  integers(values: readonly number[]): Value {
    const key = values.join();
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const name = this.constant(BigInt64Array.from(values, BigInt), [values.length]);
    this.constants.set(key, name);
    return name;
  }

  /** Zeros of a shape; those of equal shapes are kept once. */
  zeros(shape: readonly number[]): Value {
    const key = `z${shape.join()}`;
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const name = this.constant(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape);
    this.constants.set(key, name);
    return name;
  }

  /** A single float32. */
  scalar(value: number): Value {
    const key = `f${value}`;
    const known = this.constants.get(key);
    if (known !== undefined) return known;
    const name = this.constant(Float32Array.of(value), []);
    this.constants.set(key, name);
    return name;
  }

  /** Makes a value a result of the model, under a name of its own. */
  output(value: Value, name: string, type: ElementType = 'float32'): void {
    this.nodes.push({
      opType: 'Identity',
      input: [value],
      output: [name],
      name: `out.${name}`,
      attribute: [],
    });
    this.outputs.push(valueInfo(name, type));
  }

  /** The model as the bytes of a `.onnx` file. */
  encode(): Uint8Array {
    return encodeModel({
      irVersion: 8,
      producerName: 'ddr-lab',
      opsetImport: [
        { domain: '', version: 17 },
        { domain: 'com.microsoft', version: 1 },
        { domain: 'com.microsoft.nchwc', version: 1 },
      ],
      graph: {
        name: 'graph',
        node: this.nodes,
        initializer: this.initializer,
        input: this.inputs,
        output: this.outputs,
      },
    });
  }

  private append(
    opType: string,
    inputs: readonly Value[],
    attributes: Readonly<Record<string, Attribute | undefined>>,
    domain: Domain,
    results: number,
  ): Value[] {
    const output = Array.from({ length: results }, () => `v${this.count++}`);
    this.nodes.push({
      opType,
      domain,
      name: `${opType}.${output[0]}`,
      input: [...inputs],
      output,
      attribute: Object.entries(attributes)
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => ({ name, ...attributeValue(value!) })),
    });
    return output;
  }
}

function valueInfo(name: string, type: ElementType, shape?: readonly (number | string)[]): OnnxValue {
  const dim = shape?.map((size, axis) =>
    typeof size === 'number' && size >= 0
      ? { dimValue: size }
      : { dimParam: typeof size === 'string' ? size : `${name}.${axis}` },
  );
  return { name, type: { tensorType: { elemType: elementTypes[type], ...(dim && { shape: { dim } }) } } };
}

function attributeValue(value: Attribute): OnnxAttribute {
  if (value instanceof Float) {
    return typeof value.value === 'number'
      ? { type: 1, f: value.value }
      : { type: 6, floats: [...value.value] };
  }
  if (typeof value === 'string') return { type: 3, s: new TextEncoder().encode(value) };
  return typeof value === 'number' ? { type: 2, i: value } : { type: 7, ints: [...value] };
}

function typeOf(data: Float32Array | Float64Array | Int32Array | BigInt64Array): ElementType {
  if (data instanceof Float32Array) return 'float32';
  if (data instanceof Float64Array) return 'float64';
  return data instanceof Int32Array ? 'int32' : 'int64';
}
