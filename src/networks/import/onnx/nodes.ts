import type { OnnxNode, OnnxTensor } from '@ddr-lab/engine/onnxruntime/onnx-model';

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
