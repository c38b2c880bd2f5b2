import { withinFolder } from '@ddr-lab/base/files/within-folder';
import {
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  plain,
} from '@ddr-lab/engine/onnxruntime/onnx-model';
import { open, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Size } from '../find-size';
import type { ImageInput } from './inputs';
import { axisAttribute, constant, countOf, elementSize, operation, sizesOf, tensorsOf } from './model';
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
function integerConstants({ graph }: CheckedModel): Map<string, number[]> {
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

/** Weights in all may take this much: what a model in one file can hold. */
const largest = 2 ** 31 - 1;

/**
 * Takes weights that lie in files beside the model into the model: `x.onnx.data`, as newer PyTorch writes it. Only
 * files in the model's own folder are read, and only as many bytes as the tensors' shapes ask for.
 *
 * @param refuse throws the error that names the model.
 */
export async function takeInExternalData(
  file: string,
  model: OnnxModel,
  refuse: (why: string) => never,
): Promise<void> {
  const outside = [...tensorsOf(model)].filter(({ dataLocation = 0 }) => dataLocation !== 0);
  if (outside.length === 0) return;
  const folder = await realpath(path.dirname(file));
  const claims = outside.map((tensor) => claimOf(tensor, refuse));
  const total = claims.reduce((sum, { length }) => sum + length, 0);
  if (total > largest) refuse(`its weights beside it would take ${total} bytes, over the limit of 2 GiB`);
  for (const [i, { location, offset, length }] of claims.entries()) {
    const place = await withinFolder(folder, location, refuse);
    const { size } = await stat(place);
    if (offset + length > size) {
      refuse(`${location} beside it has ${size} bytes where ${offset + length} are needed`);
    }
    const bytes = Buffer.alloc(length);
    const handle = await open(place);
    try {
      const { bytesRead } = await handle.read(bytes, 0, length, offset);
      if (bytesRead !== length) refuse(`${location} beside it ends too early`);
    } finally {
      await handle.close();
    }
    Object.assign(outside[i], { rawData: bytes, dataLocation: 0, externalData: [] });
  }
}

/** What a tensor says about where its numbers are, checked against its shape. */
function claimOf(
  tensor: OnnxTensor,
  refuse: (why: string) => never,
): { location: string; offset: number; length: number } {
  const entries = new Map((tensor.externalData ?? []).map(({ key, value }) => [key, value]));
  const location = entries.get('location') ?? '';
  const needed = countOf(tensor, refuse) * (elementSize(tensor) ?? NaN);
  const offset = Number(entries.get('offset') ?? 0);
  const length = Number(entries.get('length') ?? needed);
  if (!(Number.isSafeInteger(offset) && offset >= 0 && length === needed)) {
    refuse(`tensor ${tensor.name} claims ${entries.get('length')} bytes at ${entries.get('offset')}`);
  }
  return { location, offset, length };
}
