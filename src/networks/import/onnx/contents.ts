import { numberType } from '@ddr-lab/base/arrays/number-types';
import {
  plain,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from '@ddr-lab/engine/onnxruntime/onnx-model';

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
