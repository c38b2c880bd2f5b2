import { plain, type OnnxNode, type OnnxTensor } from '@ddr-lab/engine/onnxruntime/onnx-model';
import type { ImageInput } from './image-input';
import { axisAttribute, constant, operation, sizesOf } from './nodes';
import type { CheckedModel } from './read-onnx';

/**
 * A model of images of one size as one of images of any size, as far as two things go that PyTorch's exporter writes of
 * a network that is made for any size: the input's size in the file, and pixel shuffles as two reshapes to written-out sizes
 * around a transposition (before opset 11). Sizes may be written elsewhere, too: `probe` sees whether every tensor follows
 * the image's size.
 */
export function withFreeSize(model: CheckedModel, input: ImageInput): CheckedModel {
  const { graph } = model;
  const constants = integerConstants(model);
  const node: OnnxNode[] = [];
  for (const one of graph.node) {
    if (one.opType !== 'Reshape') {
      node.push(one);
      continue;
    }
    const shape = constants.get(one.input[1]);
    node.push(...((shape && shuffleReshape(one, shape)) ?? [one]));
  }
  const inputs = graph.input.map((value) => {
    const shape = value.type?.tensorType?.shape;
    if (value.name !== input.name || !shape) return value;
    const colours = input.layout?.place === 'last' ? 3 : 1;
    const dim = shape.dim.map((size, axis) =>
      axis === 0 || axis === colours ? size : { dimParam: `free_${axis}` },
    );
    return { ...value, type: { tensorType: { ...value.type!.tensorType, shape: { dim } } } };
  });
  return { ...model, graph: { ...graph, node, input: inputs } };
}

/**
 * The two reshapes of a pixel shuffle with sizes taken from their input: N x C r r x H x W to -1 x C x r x r x H x W, and after
 * the transposition N x C x H x r x W x r to -1 x C x H r x W r. Undefined for others.
 */
function shuffleReshape(node: OnnxNode, shape: readonly number[]): OnnxNode[] | undefined {
  const [x] = node.input;
  const [result] = node.output;
  const own = (part: string): string => `${result}.free.${part}`;
  const sizeOf = (axes: readonly number[], part: string): OnnxNode[] => sizesOf(x, axes, own(part));
  const joined = (parts: readonly string[]): OnnxNode[] => [
    { ...operation('Concat', parts.map(own), own('to')), attribute: [axisAttribute()] },
    operation('Reshape', [x, own('to')], result, node.name),
  ];
  if (shape.length === 6 && shape[2] === shape[3]) {
    const before = constant(own('before'), [-1, ...shape.slice(1, 4)]);
    return [before, ...sizeOf([2, 3], 'size'), ...joined(['before', 'size'])];
  }
  if (shape.length === 4) {
    const before = constant(own('before'), [-1, shape[1]]);
    const large = [
      ...sizeOf([2, 4], 'a'),
      ...sizeOf([3, 5], 'b'),
      operation('Mul', [own('a'), own('b')], own('size')),
    ];
    return [before, ...large, ...joined(['before', 'size'])];
  }
  return undefined;
}

/** Lists of whole numbers that are written out in the model. */
export function integerConstants({ graph }: CheckedModel): Map<string, number[]> {
  const found = new Map<string, number[]>();
  const note = (name: string, { dataType, rawData, int64Data = [] }: OnnxTensor): void => {
    if (dataType !== 7) return;
    const view = rawData && new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
    const values = view?.byteLength
      ? Array.from({ length: view.byteLength / 8 }, (_, i) => Number(view.getBigInt64(8 * i, true)))
      : int64Data.map(plain);
    if (values.length <= 8) found.set(name, values);
  };
  for (const tensor of graph.initializer) note(tensor.name ?? '', tensor);
  for (const { opType, output, attribute } of graph.node) {
    const value = attribute.find(({ name }) => name === 'value')?.t;
    if (opType === 'Constant' && value) note(output[0], value);
  }
  return found;
}
