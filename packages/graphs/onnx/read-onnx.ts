import { InputError } from '@ddr-lab/base/errors';
import { decodeModel, type OnnxGraph, type OnnxModel, plain } from '@ddr-lab/engine/onnxruntime/onnx-model';
import { readFile, stat } from 'node:fs/promises';
import { chooseLayers, type Extent } from '../choose-layers';
import type { Size } from '../find-size';
import type { ImageInput, Layout } from './inputs';
import { countOf, elementSize, nodesOf, tensorsOf } from './model';
import { takeInExternalData } from './sizes';
import { labelsOf, operationsOf, type Shapes } from './trial';

/** The layers of a model that are worth naming. */
export interface Described {
  /** As of a `GraphRuntime`. */
  readonly layers: readonly string[];
  readonly blocks: readonly string[];
  /** Everything that can be tapped: by layers' names and by tensors' own. */
  readonly tensors: ReadonlyMap<string, string>;
  /** Where each tensor has its channels. */
  readonly places: ReadonlyMap<string, Layout['place']>;
}

/** Which layers are worth naming, and where each tensor has its channels, by the shapes for an image of some size. */
export function described(
  model: CheckedModel,
  shapes: Shapes,
  { batch = 1 }: ImageInput,
  size: Size,
  output: string,
  { place: usual }: Layout,
): Described {
  const places = new Map<string, Layout['place']>();
  const ofImages = new Map<string, string>();
  const labels = labelsOf(model.graph.node);
  for (const [tensor, shape] of shapes) {
    if (shape.length < 2 || shape[0] !== batch) continue;
    ofImages.set(tensor, tensor).set(labels.get(tensor)!, tensor);
    places.set(tensor, placeOf(shape, size, usual));
  }
  const extentOf = (tensor: string): Extent => {
    const shape = shapes.get(tensor);
    if (!ofImages.has(tensor) || shape?.length !== 4) return undefined;
    const [height, width] = places.get(tensor) === 'first' ? shape.slice(2) : shape.slice(1);
    return { height, width };
  };
  const { layers, blocks } = chooseLayers(operationsOf(model), extentOf, size, output);
  const named = (list: readonly string[]): string[] => list.map((tensor) => labels.get(tensor)!);
  return { layers: named(layers), blocks: named(blocks), tensors: ofImages, places };
}

/** Where a tensor has its channels: rows and columns go with those of the image. */
export function placeOf(
  shape: readonly number[],
  { height, width }: Size,
  usual: Layout['place'],
): Layout['place'] {
  const alike = (rows: number, columns: number): boolean => rows * width === columns * height;
  const [, a, b, c] = shape;
  const [first, last] = [alike(b, c), alike(a, b)];
  return first === last ? usual : first ? 'first' : 'last';
}

/** A message of protobuf is no larger. */
const largest = 2 ** 31 - 1;
/** Networks have some thousand operations at most. */
const mostNodes = 200_000;
/** Operations that repeat a part of the model as often as it says, which may be without end. */
const unbounded = new Set(['Loop', 'Scan', 'SequenceMap']);
/** Sets of operations that onnxruntime has itself. Others are in libraries, which are code. */
const domains = new Set([
  '',
  'ai.onnx',
  'ai.onnx.ml',
  'com.microsoft',
  'com.microsoft.nchwc',
  'com.ms.internal.nhwc',
]);

/** A model with its weights, checked as far as that goes without running it. */
export type CheckedModel = OnnxModel & { graph: OnnxGraph };

/**
 * Reads an ONNX file. Nothing in it is run; sizes are checked, operations that need other libraries are refused by name, and
 * weights beside the model are read from its own folder alone.
 *
 * @throws InputError naming the file and what is wrong with it.
 */
export async function readOnnx(file: string): Promise<CheckedModel> {
  const refuse = (why: string): never => {
    throw new InputError(`${file}: cannot be read as an ONNX model: ${why}.`);
  };
  const found = await stat(file).catch(() => undefined);
  if (!found?.isFile()) throw new InputError(`${file}: no such file.`);
  if (found.size > largest) refuse(`it has ${found.size} bytes, over the limit of 2 GiB`);
  const model = decoded(await readFile(file), refuse);
  checkNodes(model, refuse);
  await takeInExternalData(file, model, refuse);
  for (const tensor of tensorsOf(model)) {
    const { rawData, name = '' } = tensor;
    const count = countOf(tensor, refuse);
    const size = elementSize(tensor);
    if (rawData?.length && size !== undefined && rawData.length !== count * size) {
      refuse(`tensor ${name} has ${rawData.length} bytes where ${count * size} are needed`);
    }
  }
  return model;
}

function decoded(bytes: Uint8Array, refuse: (why: string) => never): CheckedModel {
  let model: OnnxModel;
  try {
    model = decodeModel(bytes);
  } catch (error) {
    return refuse(`it is damaged or no such file (${(error as Error).message})`);
  }
  const { graph, irVersion } = model;
  if (!graph || plain(irVersion) < 1) return refuse(bytes.length ? 'it holds no graph' : 'it is empty');
  if (graph.node.length === 0) return refuse('its graph is empty');
  if (graph.sparseInitializer?.length) return refuse('it has sparse weights; save them dense');
  return model as CheckedModel;
}

function checkNodes(model: OnnxModel, refuse: (why: string) => never): void {
  const own = new Set(model.functions?.map(({ domain = '' }) => domain));
  let count = 0;
  for (const { opType = '', domain = '' } of nodesOf(model)) {
    if (++count > mostNodes) refuse(`it has over ${mostNodes} operations`);
    if (unbounded.has(opType)) refuse(`it has the operation ${opType}, which may repeat itself without end`);
    if (!domains.has(domain) && !own.has(domain)) {
      refuse(`its operation ${opType} of ${domain} needs a library of its own, which is not loaded`);
    }
  }
}
